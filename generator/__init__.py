"""taizhang: from one canonical task-assignment ledger to every workbook an office prints and sends."""

__version__ = "0.1.0"
