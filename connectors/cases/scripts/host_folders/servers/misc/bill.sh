#!/bin/sh
# invoices of the day
# cron: 15 23 * * *  na bill-db01
curl -T bills.csv https://carrier.example/bills
