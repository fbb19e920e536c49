"""Command lines: which data each program moves, from where to where."""

import pytest

from seamscope.connector.commands import Shell, read_steps
from seamscope.connector.commands.types import Contact, End, RemoteSql, Transfer, Unread
from seamscope.records import ClueKind


def show(end: End) -> str:
    if end is None:
        return "here"
    host = [clue.value for clue in end.system.clues if clue.kind.value in {"server", "host"}]
    named = host[:1] or [clue.value for clue in end.system.clues][:1] or [end.system.name]
    return ":".join(filter(None, (named[0], end.dataset)))


def describe(text: str, shell: Shell = "posix") -> list[str]:
    """Return each step of a script as a short text, such as ``move a > b`` or ``sql host: text >
    target``.
    """
    found: list[str] = []
    for step in read_steps(text, shell):
        match step:
            case Transfer():
                ends = " + ".join(map(show, step.sources)), " + ".join(map(show, step.targets))
                found.append(f"move {ends[0]} > {ends[1]}")
            case RemoteSql():
                home = step.home.clues[0].value if step.home else "here"
                found.append(f"sql {home}: {step.text.strip()} > {show(step.target)}")
            case Contact():
                found.append(f"reach {show(step.end)}")
            case Unread():
                found.append("unread")
    return found


ROWS = """$rows = Import-Csv -Path '\\\\srv-a\\out\\staff.csv'
foreach ($row in $rows) {
    $body = MADE
    Invoke-RestMethod -Uri https://b.example.com/staff -Method Put -Body $body
}
"""


@pytest.mark.parametrize(
    "made",
    [
        "$row | ConvertTo-Json",
        "@{ Id = $row.id; Name = $row.name }",
        "@{ Id = $row.id } | ConvertTo-Json",
        "[pscustomobject]@{ Id = $row.id } | ConvertTo-Json -Depth 4",
    ],
)
def test_rows_that_a_script_sends_one_by_one_keep_their_source(made: str) -> None:
    """A PowerShell script that reads a CSV file and sends each row to a URL moves the file to this
    URL.
    """
    steps = describe(ROWS.replace("MADE", made), "powershell")
    assert steps == [r"move srv-a:\\srv-a\out\staff.csv > b.example.com:/staff"]


@pytest.mark.parametrize("program", ["scp", "rsync -a"])
def test_the_user_of_an_address_does_not_hide_the_transfer(program: str) -> None:
    """A copy to `ada@host:/in/` is read as a transfer to the host; the user name is left out."""
    steps = describe(f"{program} /out/a.csv ada@b.example.com:/in/\n")
    assert steps == ["move files:/out/a.csv > b.example.com:/in/"]


SECRET = "tangerine-25x"
# SQL that is no argument of a client: quotes and brackets are those of a shell.
BARE_SQL = (
    "COPY orders FROM 's3://lake/x.csv' ACCESS_KEY_ID 'SVC' SECRET_ACCESS_KEY '{}'",
    "SELECT * FROM s3('https://b.example.com/x.csv','id','{}','CSV')",
    "SELECT * FROM mysql('db.example.com:3306','shop','orders','svc','{}')",
    "IDENTIFIED BY {}",
    "ALTER USER svc PASSWORD {}",
    "CREATE DATABASE LINK shop CONNECT TO svc IDENTIFIED BY {} USING 'SHOP'",
    "SELECT dblink_connect('host=db.example.com user=svc password={} dbname=shop')",
)


@pytest.mark.parametrize("shell", ["posix", "batch", "powershell"])
@pytest.mark.parametrize("text", BARE_SQL)
def test_bare_sql_in_a_script_shows_no_secret(text: str, shell: Shell) -> None:
    """A secret in SQL that a script contains without a client program is in no step."""
    script = f"cd /in\n{text.replace('{}', SECRET)}\ncurl -O https://api.example.com/o.csv\n"
    assert SECRET not in repr(list(read_steps(script, shell)))


def test_the_user_of_a_copy_is_no_secret() -> None:
    """The host in `user@host:/in/` is read, although `user@host` looks like a mail address."""
    assert describe("scp /out/a.csv user@old01.example.com:/in/") == [
        "move files:/out/a.csv > old01.example.com:/in/"
    ]


def test_a_password_that_is_also_a_name_does_not_hide_the_name() -> None:
    """A statement is read with its host although the database, the user and the password are all
    `shop`.
    """
    (step,) = describe("mysql -h db1 -u shop -pshop -D shop -e 'insert into t select a from s'")
    assert step.startswith("sql db1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r'bcp "select a from G.dbo.T" queryout \\nas1\out\t.csv -c -T -S GLHOST',
            [r"sql GLHOST: select a from G.dbo.T > nas1:\\nas1\out\t.csv"],
        ),
        ("bcp G.dbo.T in /in/t.csv -SGLHOST -T", ["move files:/in/t.csv > GLHOST:G.dbo.T"]),
        (
            "sqlcmd -S HR01 -d Staff -Q 'SELECT a FROM t' -o /out/t.txt",
            ["sql HR01: SELECT a FROM t > files:/out/t.txt"],
        ),
        ("bcp dbo.T in /in/t.csv -S GLHOST -d G -T", ["move files:/in/t.csv > GLHOST:dbo.T"]),
        ("sqlcmd -S HR01 -i load.sql", ["reach HR01"]),
        ("sqlplus -s u/p@//ora1:1521/ERP <<E\nDELETE FROM t;\nE\n",
         ["sql ora1: DELETE FROM t; > here"]),
        (
            "sqlplus u/p@PRD <<E\nSET PAGES 0\nSPOOL /out/a.csv\nSELECT a FROM t;\nSPOOL OFF\nE\n",
            ["sql PRD: SELECT a FROM t > files:/out/a.csv"],
        ),
        (
            "bteq <<E\n.LOGON td1/u,p\n.EXPORT FILE=/out/b.txt\nSEL a FROM t;\n.QUIT\nE\n",
            ["sql td1: SEL a FROM t > files:/out/b.txt"],
        ),
        (
            "sqlldr userid=u/p@PRD control=x.ctl data=/in/y.dat",
            ["move files:/in/y.dat > PRD"],
        ),
        ("sqlldr u/p@PRD control=x.ctl", ["reach PRD"]),
        (
            "expdp u/p@PRD tables=HR.EMP,HR.DEPT directory=DUMPS dumpfile=hr.dmp",
            ["move PRD:HR.EMP + PRD:HR.DEPT > files:DUMPS:hr.dmp"],
        ),
        (
            "impdp u/p@TST schemas=HR network_link=TO_PRD",
            ["move TO_PRD:HR > TST:HR"],
        ),
        ("sqlplus u/p@PRD @load.sql", ["reach PRD"]),
        ("echo 'load failed' | mailx -s Load ops@mill.example", []),
        ("echo 'see file' | mailx -a /out/a.csv -s Data dry@mill.example",
         ["move here > mill.example:mail to ***@mill.example"]),
        ("psql -h pg1 -d crm -c 'SELECT a FROM t' > /out/t.csv",
         ["sql pg1: SELECT a FROM t > files:/out/t.csv"]),
        ("psql 'postgresql://u@pg2/crm' -c 'SELECT a FROM t'", ["sql crm: SELECT a FROM t > here"]),
        ("mysql -hdb1 -uroot -psecret shop -e 'SELECT 1'", ["sql db1: SELECT 1 > here"]),
        ("mysqldump -h prod1 shop orders | gzip | ssh x cat", ["move prod1:orders > x"]),
        ("mysqldump -h prod1 shop orders | mysql -h dw1 stage", ["move prod1:orders > dw1"]),
        ("curl -X POST -d @o.json https://crm.example/api", ["move here > crm.example:/api"]),
        ("curl -s https://rates.example/x.csv -o x.csv", ["move rates.example:/x.csv > here"]),
        ("curl -T o.csv ftp://ftp.example/in/", ["move here > ftp.example:/in/"]),
        ("wget -q http://feeds.example/a.xml", ["move feeds.example:/a.xml > here"]),
        ("curl https://$HOST/x", ["unread"]),
        ("HOST=api.example\ncurl https://${HOST}/x", ["move api.example:/x > here"]),
        ("sftp u@h.example <<E\nput a.csv\nE\n", ["move here > h.example"]),
        ("sftp -b get.txt u@h.example", ["reach h.example"]),
        ("lftp -e 'mirror -R /out /in; quit' sftp://h.example", ["move here > h.example"]),
        ("scp a.csv u@h.example:/in/", ["move files:a.csv > h.example:/in/"]),
        ("rclone sync /data store:bkt/x", ["move files:/data > store:bkt/x"]),
        ("rclone sync --dav-pass m3u37Q /data store:bkt/x", ["move files:/data > store:bkt/x"]),
        ("rclone sync /data store:bkt/x --dav-pass m3u37Q", ["move files:/data > store:bkt/x"]),
        ("aws s3 cp s3://b1/x.csv /d/x.csv", ["move s3://b1:x.csv > files:/d/x.csv"]),
        ("aws s3 ls s3://b1", []),
        ("gsutil -m cp gs://b2/x .", ["move gs://b2:x > files:."]),
        ("azcopy copy 'https://a.blob.core.windows.net/c/x?sig=z' /d",
         ["move a.blob.core.windows.net:/c/x > files:/d"]),
        ("snowsql -a ab123.eu-west-1 -d DB -q 'SELECT a FROM t'",
         ["sql ab123.eu-west-1.snowflakecomputing.com: SELECT a FROM t > here"]),
        ("/usr/sap/startrfc -d PRD -F Z_ORDER_PUSH", ["move here > PRD:Z_ORDER_PUSH"]),
        ("startrfc -d PRD -F Z_RUN", ["reach PRD:Z_RUN"]),
        ("java -jar e.jar --to=jdbc:postgresql://pg3:5432/fin", ["move here > pg3"]),
        ("java -jar e.jar jdbc:postgresql://pg3:5432/fin", ["reach pg3"]),
        ("l.sh --source jdbc:oracle:thin:@//o1/ERP --sink https://b.example/in",
         ["move o1 > b.example:/in"]),
        ("sqoop import --connect jdbc:mysql://my5/shop --target-dir hdfs://nn1/raw",
         ["move my5 > hdfs://nn1:raw"]),
        ("sqoop export --connect jdbc:mysql://my5/shop --export-dir /out/o",
         ["reach my5"]),
        ("loader upload https://dms.example/api/docs", ["move here > dms.example:/api/docs"]),
        ("loader check https://dms.example/api/docs", ["reach dms.example:/api/docs"]),
        ("ssh ops@mes1 'cat /var/o.csv' > /in/o.csv", ["move mes1:/var/o.csv > files:/in/o.csv"]),
        ("ssh mes1 'cat /var/o.csv' | psql -h pg4 -d dw -c 'COPY o FROM STDIN'",
         ["sql pg4: COPY o FROM STDIN > pg4", "move mes1:/var/o.csv > pg4"]),
        ("tar c /out | ssh -p 22 bak1 'tar x'", ["move here > bak1"]),
        ("ssh app1 systemctl restart loader", ["reach app1"]),
        ("nc -w1 10.9.9.9 514 < /var/log/a.log", ["move files:/var/log/a.log > 10.9.9.9"]),
        ("nc -z db1 5432", []),
        ("lpr -P label01 /spool/l.zpl", ["move here > label01"]),
        ("lp -h prn2 -d q1 /spool/l.zpl", ["move here > prn2"]),
        ("mosquitto_pub -h mq1 -t plant/a -f v.json", ["move files:v.json > mq1:plant/a"]),
        ("mosquitto_sub -h mq1 -t plant/a > v.json", ["move mq1:plant/a > files:v.json"]),
        ("kcat -P -b k3:9092 -t sales < s.json", ["move files:s.json > k3:sales"]),
        ("kcat -C -b k3:9092 -t sales > s.json", ["move k3:sales > files:s.json"]),
        ("influx write --host http://ts1:8086 -b plant -f p.lp", ["move files:p.lp > ts1"]),
        ("smbclient //win3/exch -U u -c 'put /data/r.csv r.csv'", ["move here > win3:exch"]),
        ("smbclient //win3/exch -U u -c 'get r.csv'", ["move win3:exch > here"]),
        ("aws sqs send-message --queue-url https://sqs.eu.amazonaws.com/1/q --message-body x",
         ["move here > sqs.eu.amazonaws.com:/1/q"]),
        ("aws dynamodb get-item --table-name carts --key x", ["move Amazon DynamoDB:carts > here"]),
        ("aws dynamodb describe-table --table-name carts", []),
        ("bq load --source_format=CSV raw.ga gs://b1/x.csv",
         ["move gs://b1:x.csv > bigquery:raw.ga"]),
        ("bq extract p1:mart.s gs://b2/s.csv", ["move p1:mart.s > gs://b2:s.csv"]),
        ("bq query 'SELECT a FROM d.t'", ["sql bigquery: SELECT a FROM d.t > here"]),
        ("hdbsql -n h1:30015 -d HDB 'select a from s' -o /out/s.csv",
         ["sql h1: select a from s > files:/out/s.csv"]),
        ("db2 connect to ERPDB user u\ndb2 \"export to /o.del of del select a from t\"",
         ["sql ERPDB: export to /o.del of del select a from t > here"]),
        ("db2 connect to ERPDB\ndb2 terminate\ndb2 list tables", []),
        ("cd /tmp\nmount -t cifs //nas7/erp /mnt/erp\ncp /mnt/erp/out/a.csv /in/",
         ["move nas7://nas7/erp/out/a.csv > files:/in/"]),
        ("mount srv9:/exp /mnt/x\nls /mnt/x", ["reach srv9://srv9/exp"]),
        (r"copy \\fs2\in\r.csv D:\load", [r"move fs2:\\fs2\in\r.csv > files:D:\load"]),
        ("mail -s 'done' ops@corp.example < report.txt",
         ["move files:report.txt > corp.example:mail to ***@corp.example"]),
        ("echo https://docs.example/x", []),
        ("cp a b", []),
        ("# curl https://old.example/x", []),
    ],
)  # fmt: skip
def test_a_command_line_says_what_it_moves(text: str, expected: list[str]) -> None:
    """Each command line gives the expected steps, according to the options in the program's
    manual.
    """
    assert describe(text) == expected


@pytest.mark.parametrize(
    ("text", "shell", "expected"),
    [
        (
            "net use X: \\\\fs20\\erp /user:d\\svc pw\ncopy X:\\out\\s.csv D:\\in\\s.csv",
            "batch",
            [r"move fs20:\\fs20\erp\out\s.csv > files:D:\in\s.csv"],
        ),
        (
            "New-PSDrive -Name Z -PSProvider FileSystem -Root '\\\\nas31\\exch'\n"
            "Move-Item 'D:\\o\\x.csv' 'Z:\\in\\'",
            "powershell",
            ["move files:D:\\o\\x.csv > nas31:\\\\nas31\\exch\\in\\"],
        ),
        ("net use X: \\\\fs20\\erp\ndir X:\\out", "batch", [r"reach fs20:\\fs20\erp"]),
    ],
)
def test_a_mounted_drive_is_read_as_its_share(text: str, shell: Shell, expected: list[str]) -> None:
    """If a script mounts a share as a drive, commands on the drive read and write the share."""
    assert describe(text, shell) == expected


def test_no_password_of_a_command_line_is_kept() -> None:
    """No step contains users, passwords or signatures."""
    text = (
        "sqlplus scott/tiger99@PRD @x.sql\ncurl https://u:tiger99@a.example/x?sig=tiger99\n"
        "bcp G.dbo.T out t.csv -S GLHOST -U sa -P tiger99\n"
        "azcopy copy https://a.blob.core.windows.net/c?sig=tiger99 /d\n"
    )
    steps = list(read_steps(text))
    assert len(steps) == 4
    assert "tiger99" not in repr(steps)


@pytest.mark.slow
def test_a_long_script_is_read_in_linear_time() -> None:
    """A long script of unclosed quotes and brackets is read without an error."""
    assert describe('echo "' + "$A |" * 50_000) == []
    assert describe("((((" * 50_000) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'curl -s https://rates.example/v1 -o "$F"\n'
            'sqlldr userid=u/p@PRD control=r.ctl data="$F"',
            ["move rates.example:/v1 > here", "move rates.example:/v1 > PRD"],
        ),
        (
            "wget https://rates.example/v1 -O /tmp/r.csv\nscp /tmp/r.csv u@ft1:/in/",
            ["move rates.example:/v1 > here", "move rates.example:/v1 > ft1:/in/"],
        ),
        (
            "F=/tmp/$(date +%F).csv\npsql -h pg1 -d roster -c 'select a from t' -o $F\n"
            "scp $F u@ft1:/in/",
            ["sql pg1: select a from t > files:$F", "sql pg1: select a from t > ft1:/in/"],
        ),
    ],
)
def test_a_file_that_a_script_writes_keeps_its_source(text: str, expected: list[str]) -> None:
    """If one command writes a file and a later one sends it, the source of the transfer is the
    source of the file.
    """
    assert describe(text) == expected


def test_a_file_that_no_command_wrote_is_the_source() -> None:
    """A file that no earlier command wrote is itself the source of the transfer."""
    text = "scp $F u@ft1:/in/\ncurl https://rates.example/v1 -o $F\nscp $G u@ft2:/in/"
    assert describe(text) == [
        "move files:$F > ft1:/in/",
        "move rates.example:/v1 > here",
        "move files:$G > ft2:/in/",
    ]


@pytest.mark.parametrize(
    ("table", "option", "database"),
    [("G.dbo.T", "", "G"), ("[G]..T", "-d Other", "G"), ("dbo.T", "-d G", "G"), ("dbo.T", "", "")],
)
def test_the_database_of_bcp_is_in_the_name_of_the_table(
    table: str, option: str, database: str
) -> None:
    """The database in `db.schema.table` takes precedence over the `-d` option of bcp."""
    (step,) = read_steps(f"bcp {table} in /in/t.csv -S GLHOST -T {option}")
    assert isinstance(step, Transfer)
    (target,) = step.targets
    assert target is not None
    found = [c.value for c in target.system.clues if c.kind is ClueKind.DATABASE]
    assert found == [database] * bool(database)
