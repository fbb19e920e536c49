"""Compare reads and writes of the 26 Wide World Importers feeds with lists written by hand.

Run: python benchmarks/feeds.py CHECKOUT, a copy of microsoft/sql-server-samples. READS and WRITES
were written by hand from the procedures: tables that the result depends on, and tables that are
changed.
"""

import sys
from pathlib import Path

from seamscope.lineage import trace
from seamscope.records import Evidence, Query

READS = {
    "GetCityUpdates": "Application: Cities Cities_Archive StateProvinces StateProvinces_Archive"
    " Countries Countries_Archive",
    "GetCustomerUpdates": "Sales: BuyingGroups BuyingGroups_Archive CustomerCategories"
    " CustomerCategories_Archive Customers Customers_Archive; Application: People",
    "GetEmployeeUpdates": "Application: People People_Archive",
    "GetMovementUpdates": "Warehouse: StockItemTransactions",
    "GetOrderUpdates": "Sales: Orders OrderLines Customers; Warehouse: PackageTypes",
    "GetPaymentMethodUpdates": "Application: PaymentMethods PaymentMethods_Archive",
    "GetPurchaseUpdates": "Purchasing: PurchaseOrders PurchaseOrderLines; Warehouse: StockItems"
    " PackageTypes",
    "GetSaleUpdates": "Sales: Invoices InvoiceLines Customers; Warehouse: StockItems PackageTypes",
    "GetStockHoldingUpdates": "Warehouse: StockItemHoldings",
    "GetStockItemUpdates": "Warehouse: StockItems StockItems_Archive PackageTypes Colors",
    "GetSupplierUpdates": "Purchasing: SupplierCategories SupplierCategories_Archive Suppliers"
    " Suppliers_Archive; Application: People",
    "GetTransactionTypeUpdates": "Application: TransactionTypes TransactionTypes_Archive",
    "GetTransactionUpdates": "Sales: CustomerTransactions Invoices; Purchasing:"
    " SupplierTransactions",
}
# Tables that a staged load reads (besides its staging table and the load log) and fills.
LOOKS_UP = {
    "City": "", "Customer": "", "Employee": "", "PaymentMethod": "", "StockItem": "",
    "Supplier": "", "TransactionType": "",
    "Movement": "Stock_Item Customer Supplier Transaction_Type",
    "Order": "City Customer Stock_Item Employee",
    "Purchase": "Supplier Stock_Item",
    "Sale": "City Customer Stock_Item Employee",
    "StockHolding": "Stock_Item",
    "Transaction": "Customer Supplier Transaction_Type Payment_Method",
}  # fmt: skip
FILLS = {
    "PaymentMethod": "Payment Method", "StockItem": "Stock Item",
    "TransactionType": "Transaction Type", "StockHolding": "Stock Holding",
}  # fmt: skip


def main(checkout: Path) -> int:
    right = wrong = 0
    for name, (reads, writes) in sorted(expected().items()):
        (file,) = checkout.rglob(f"Integration/Stored Procedures/{name}.sql")
        where = Evidence(file=file.name, line=1, connector="sql")
        text = file.read_text(encoding="utf-8-sig")
        found = trace([Query(text=text, dialect="tsql", evidence=where)])
        (routine,) = found.routines
        known = all(not (share.partly or share.not_understood) for share in found.coverage)
        if (set(routine.reads), set(routine.writes), known) == (reads, writes, True):
            right += 1
            continue
        wrong += 1
        print(f"{name}: reads {sorted(routine.reads)}, not {sorted(reads)}")
        print(f"{name}: writes {sorted(routine.writes)}, not {sorted(writes)}")
    print(f"{right} of {right + wrong} procedures right")
    return wrong


def expected() -> dict[str, tuple[set[str], set[str]]]:
    """Return the reads and the writes of each procedure, as dotted names."""
    known = {name: (spelled(text), set[str]()) for name, text in READS.items()}
    for entity, others in LOOKS_UP.items():
        staging = f"Integration.{entity}_Staging"
        filled = FILLS.get(entity, entity)
        reads = {staging, "Integration.Lineage"}
        reads |= {f"Dimension.{one.replace('_', ' ')}" for one in others.split()}
        writes = {"Integration.Lineage", "Integration.ETL Cutoff"}
        writes |= {f"Fact.{filled}", staging} if others else {f"Dimension.{filled}"}
        known[f"MigrateStaged{entity}Data"] = (reads, writes)
    return known


def spelled(text: str) -> set[str]:
    return {
        f"{schema.strip()}.{table}"
        for part in text.split(";")
        for schema, _, tables in [part.partition(":")]
        for table in tables.split()
    }


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))
