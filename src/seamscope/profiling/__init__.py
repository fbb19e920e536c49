"""Measure the quality of data in databases and extracts, by SQL queries that count.

tables      tables, columns, keys and relations, and the protocol for running queries on them
catalogue   the tables of a database
extracts    tables of CSV, Parquet and XLSX files, read by DuckDB in memory
dialects    the parts of SQL in which databases differ
queries     the texts of the aggregate queries
measuring   the profile of one table
rules       what the user requires of the rows
conditions  conditions of rules as SQL that only compares
scope       the tables that a POC touches
writing     the file that survey reads

Queries only count. No value of a row is fetched, except the date of the newest row if the user
names the column.
"""

from seamscope.profiling.catalogue import read_catalogue
from seamscope.profiling.extracts import open_extracts
from seamscope.profiling.measuring import Measured, Plan, Unmeasured, measure_table
from seamscope.profiling.rules import Rule, read_rules
from seamscope.profiling.scope import Chosen, choose_tables, parse_declared
from seamscope.profiling.tables import Source, Table
from seamscope.profiling.writing import encode_profiles

__all__ = [
    "Chosen",
    "Measured",
    "Plan",
    "Rule",
    "Source",
    "Table",
    "Unmeasured",
    "choose_tables",
    "encode_profiles",
    "measure_table",
    "open_extracts",
    "parse_declared",
    "read_catalogue",
    "read_rules",
]
