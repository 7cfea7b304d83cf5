"""Every published table, read through the engines that people use, against the Arrow truth."""
