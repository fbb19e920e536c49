#!/bin/sh
curl https://user:hunter22@api.example/x -H "Authorization: Bearer abc123def456ghi789jkl0"
rm -rf / # never run
$(touch /tmp/seamscope-was-run)
sqlplus scott/tiger99@PRD <<EOF
DELETE FROM t;
EOF
