#!/bin/bash
# set -e is explained in the wiki
set -euo pipefail
trap 'echo failed | mailx ops@example.com' ERR
psql -h dwh.example.com -d mart -c "INSERT INTO mart.orders SELECT id FROM stage.orders"
