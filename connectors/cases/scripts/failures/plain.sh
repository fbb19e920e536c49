#!/bin/bash
# set -e
echo "whenever sqlerror exit"
psql -h dwh.example.com -d mart -c "INSERT INTO mart.stock SELECT id FROM stage.stock"
