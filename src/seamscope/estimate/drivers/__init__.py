"""Every effort driver, in one list: a new one is a function, a table in YAML and a line here."""

from seamscope.estimate.drivers import data, people, service
from seamscope.estimate.drivers.base import UNKNOWN, Ask, Driver

DRIVERS: tuple[Driver, ...] = (*data.DRIVERS, *service.DRIVERS, *people.DRIVERS)

__all__ = ["DRIVERS", "UNKNOWN", "Ask", "Driver"]
