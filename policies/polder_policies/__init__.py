"""What must hold before and after anything is built."""
