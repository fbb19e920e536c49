#!/bin/sh
# step1: send the orders
curl -T orders.csv https://orders.example/in
