"""The list of all effort drivers.

A new driver needs a function, a table in `knowledge/estimation.yaml` and an entry in `DRIVERS`.
"""

from seamscope.estimate.drivers import data, people, service
from seamscope.estimate.drivers.base import UNKNOWN, Driver, DriverQuestion

DRIVERS: tuple[Driver, ...] = (*data.DRIVERS, *service.DRIVERS, *people.DRIVERS)

__all__ = ["DRIVERS", "UNKNOWN", "Driver", "DriverQuestion"]
