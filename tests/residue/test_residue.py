"""Residue: each sign of another system in the inputs, such as a host or an address, is covered by a
record or listed.
"""

from pathlib import Path

import pytest

from seamscope.pipeline import Job, run
from seamscope.records import Clue, ClueKind, Endpoint, Evidence, Flow, Skipped, SystemRef
from seamscope.residue import (
    DEFINITION,
    Residue,
    Sign,
    StatementPlace,
    drop_recorded_signs,
    find_residue,
    find_signs,
    lists_signs,
    read_plain_text,
)
from seamscope.resolved import Merge, Question, Resolved, SystemNode
from seamscope.unread import drop_named_residue


def values(text: str, path: str = "a.sql") -> list[tuple[int, str]]:
    return [(sign.line, sign.value) for sign in find_signs(text, path) if sign.kind != DEFINITION]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("SELECT a FROM\n  HUB.GL.dbo.T", "a.sql", [(2, "hub")]),
        ("SELECT a FROM HUB.GL..T", "a.sql", [(1, "hub")]),
        ("EXEC p N'HUB.GL.dbo.T'", "a.sql", [(1, "hub")]),
        ("SELECT GL.dbo.T.a FROM GL.dbo.T", "a.sql", []),
        ("INSERT INTO t@erp_link SELECT 1", "a.sql", [(1, "erp_link")]),
        ("EXEC ('SELECT 1') AT HUB;", "a.sql", [(1, "hub")]),
        ("SELECT (a) AT TIME ZONE 'UTC' FROM t", "a.sql", []),
        ("SELECT * FROM OPENQUERY(HUB, 'SELECT 1')", "a.sql", [(1, "hub")]),
        ("x = 'https://api.corp.example/v1?token=abc'", "a.py", [(1, "api.corp.example")]),
        ("u: jdbc:oracle:thin:@//ora1:1521/X", "a.yml", [(1, "ora1")]),
        ("COPY INTO t FROM 's3://land-bkt/x'", "a.sql", [(1, "land-bkt")]),
        ("type \\\\nas1\\out\\x.csv", "a.bat", [(1, "nas1")]),
        ("c = 'Data Source=GLHOST;Initial Catalog=x'", "a.cs", [(1, "glhost")]),
        ("(DESCRIPTION=(ADDRESS=(HOST=ora2)(PORT=1521)))", "a.ini", [(1, "ora2")]),
        ("sqlcmd -S HR01 -Q x", "a.bat", [(1, "hr01")]),
        ("mysqldump -h db1 shop", "a.sh", [(1, "db1")]),
        ("scp a loader@gate.example:/in", "a.sh", [(1, "gate.example")]),
        ("topic: arn:aws:sns:eu-west-1:1:orders", "a.yml", [(1, "orders")]),
        ("role: arn:aws:iam::1:role/x", "a.yml", []),
        ("db_host: erpdb01", "a.yml", [(1, "erpdb01")]),
        ("host: localhost", "a.yml", []),
        ("sub: projects/p/topics/orders-v1", "a.yml", [(1, "orders-v1")]),
        ("to x1.snowflakecomputing.com daily", "a.md", [(1, "x1.snowflakecomputing.com")]),
        ("see https://docs.vendor.example/guide and https://www.w3.org/x", "a.md", []),
        ("PRINT 'see https://api.corp.example/x';", "a.sql", []),
        ("VALUES ('Acme', 'http://www.acme.com/')", "a.sql", []),
        ("VALUES ('https://hooks.acme.com/v1/in')", "a.sql", [(1, "hooks.acme.com")]),
        ("WHERE path LIKE '\\\\i2b2\\labs\\%'", "a.sql", []),
        ("URL = 's3://YOUR_BUCKET/x'", "a.sql", []),
        ("u := 'http://www.sms.com/http-api.php?action=send'", "a.sql", [(1, "www.sms.com")]),
        ("u := 'http://www.sms.com/index.php?action=send'", "a.sql", []),
        ("SELECT parse_url('https://api.shop.example/p', 'HOST')", "a.sql", []),
        ("SELECT * FROM EXTERNAL_QUERY('acme.eu.crm_sql', 'SELECT 1')", "a.sql", [(1, "crm_sql")]),
        ("-- https://old.example\n/* HUB.GL..T\n*/ SELECT 1", "a.sql", []),
        ("# curl https://old.example\ncurl https://new.example", "a.sh", [(2, "new.example")]),
        ('<a xmlns="http://ns.corp.example/x">', "a.xml", []),
        ("a\tb\n", "a.csv", []),
        ("ssh-keyscan 192.168.7.15 >> h", "a.sh", [(1, "192.168.7.15")]),
        ("net: 10.0.0.0/8\nversion: 1.2.3.4\nmask: 10.1.2.0", "a.yml", []),
        ("url: https://s3.amazonaws.com\nservice: sqs.amazonaws.com", "a.yml",
         [(1, "s3.amazonaws.com")]),
        ("blob_bucket: acme-blobs\nbucket: true", "a.yml", [(1, "acme-blobs")]),
        ("def targetBucket = 'acme.land$suffix'", "build.gradle", [(1, "acme.land")]),
        ("  delivery_stream: 'request-logs-prod'\nqueue: default", "a.yml",
         [(1, "request-logs-prod")]),
        ("topic: arn:aws:kinesis:eu-west-1:1:stream/orders", "a.yml", [(1, "orders")]),
        ("sms: http://gw1.sms.example.io/send.php", "a.yml", [(1, "gw1.sms.example.io")]),
        ("see http://gw1.sms.example.io/send.php", "a.md", []),
        ("- **Server:** `winsql05`", "a.md", [(1, "winsql05")]),
        ("runs on (gretl.acme.ch), code in ch.acme.jobs.a and a.b.md", "a.md",
         [(1, "gretl.acme.ch")]),
        ("ticket https://acme.projects.example.io/projects/x/work_packages/7", "a.md", []),
        ("CREATE TABLE t (a int COMMENT 'was mysql://u@old.corp.io/p')", "a.sql", []),
        ("COMMENT ON TABLE t IS 'from https://api.old.io/v1/x';", "a.sql", []),
        ("x: https://bb.agency.io/fhir/CodeSystem/A\ny: https://bb.agency.io/identifiers/B\n"
         "z: https://bb.agency.io/fhir/Patient", "a.yml", [(3, "bb.agency.io")]),
        ("see https://open.city.io/dataset/cycling/", "a.md", []),
        ("u = 'https://bb.invalid/api'\nv = 's3://bucket/key'", "a.py", []),
        ("host: db7.corp.example", "hosts.yml.j2", [(1, "db7.corp.example")]),
        ("url 'https://api.corp.io/v1'", "ci_Jenkinsfile", [(1, "api.corp.io")]),
        ("BOOTSTRAP_SERVERS: kafka:29092\nport: 9092", "a.yml", [(1, "kafka")]),
        ("host: '{{ env_var(\"DB_HOST\", \"lake.corp.example\") }}'", "a.yml",
         [(1, "lake.corp.example")]),
        ("alert(source='flow.corp.net')\nimport a.b.net", "a.py", [(1, "flow.corp.net")]),
        ("mail: smtp.corp.net\nclass: com.corp.net\nfor: batch.amazonaws.com", "a.yml",
         [(1, "smtp.corp.net")]),
        ("GOOGLE_CLOUD_PROJECT=acme-prod\nPROJECT_ID=app", "a.env", [(1, "acme-prod")]),
        ("bq query 'select * from `acme-prod.crm.contacts`'", "a.md", [(1, "acme-prod")]),
        ("--outputTableSpec=${PROJECT_ID}:crm.contacts", "a.sh", [(1, "crm.contacts")]),
        ("const x = require('my-lib.from.json')", "a.js", []),
        ("url=jdbc:postgresql://$(", "a.sh", [(1, "jdbc:postgresql")]),
        ("curl https://$(get-host erp)/v1", "a.sh", [(1, "get-host erp")]),
        ("aws rds describe --db-cluster-identifier bfd-prod", "a.sh", [(1, "bfd-prod")]),
        ("write_df_to_redshift(c, df)\nself.uploadToS3(f)\nread_redshift_conn(c)", "a.py",
         [(1, "redshift"), (2, "s3")]),
        ("def write_df_to_redshift(c, df):\n    get_s3_client()", "a.py", []),
        ("- name: 'TripQueue'\n  value: 'trip-managers'\n- name: RATE\n  value: 'high'", "a.yml",
         [(2, "trip-managers")]),
        ('"referenceName": "crm_ls",\n"type": "LinkedServiceReference"', "a.json", [(2, "crm_ls")]),
        ("batch.database.dsn=CLIMS\nconnection_string=C:\\conf\\lab.udl", "a.ini",
         [(1, "clims"), (2, "c:\\conf\\lab.udl")]),
        ('c = config.GetConnectionString("ErpConnection");\nd = new OracleConnection(c);', "a.cs",
         [(1, "erpconnection"), (2, "oracle")]),
        ('TOPIC_ID = "dag-trigger"\ntopic = "Weather"\ndsn = dsn', "a.py", [(1, "dag-trigger")]),
        ('<c ConnectionString="Data Source=ORA1;User ID=x" />', "a.dtsx", [(1, "ora1")]),
        ("a = f'https://{base_uri}/v1'\nb = f's3://{bucket}/{key}'", "a.py", [(1, "base_uri")]),
        ('u = "https://{s}.tiles.corp.io/x"', "a.py", [(1, "tiles.corp.io")]),
        ("see https://azure.microsoft.com/x and https://graph.microsoft.com/v1.0/users", "a.md",
         [(1, "graph.microsoft.com")]),
        ("gs://{{ a }}", "a.py", []),
        ("see https://browser.corp.io/x, http://10.1.2.3/x, http://intra/x", "a.md",
         [(1, "10.1.2.3"), (1, "intra")]),
        ("t: http://Shop.Schemas.Order#Order\nu: http://shop.corp.io/api#x", "a.yml",
         [(2, "shop.corp.io")]),
        ("curl https://cli.corp.io/release/latest/install.py\ncurl https://api.corp.io/v1", "a.sh",
         [(2, "api.corp.io")]),
        ("![seen](https://count.corp.io/api/x) [to](https://api.corp.io/v1)", "a.md",
         [(1, "api.corp.io")]),
        ("set TOPICS=Scheduled,Retried", "a.bat", [(1, "scheduled")]),
        ("the bucket `acme-land`, the topic `News`", "a.md", [(1, "acme-land")]),
        ("a.connect({server: 'db.corp.example'})", "lib.min.js", []),
        ("URL = 'azure://acmelake{{ env }}/raw'", "a.sql", [(1, "acmelake")]),
        ('"#   \\\\xa0\\n"', "a.ipynb", []),
        ('identifiers = ["monitoring.rds.amazonaws.com"]\ngroup: logs.f5.com', "a.tf", []),
        ("site_url: https://catalog.city.gov/\nurl: https://db.city.gov/api", "a.yml",
         [(2, "db.city.gov")]),
        ("'gs://spark-lib/bq/connector.jar'\n'gs://acme-land/in.csv'", "a.py", [(2, "acme-land")]),
        ("description = 'see https://shop.corp.io/terms-of-use'", "a.tf", []),
        ("u = 'https://code.corp.io/src/rev/5b061cdc4d40/x.yaml#L23'", "a.py", []),
        ("<a href='https://maps.corp.io/' target='_blank'>", "a.js", []),
        ("see [loans](https://www.kaggle.com/x/loans?select=loans.csv)", "a.md", []),
        ("https://objectstorage.region.oraclecloud.com/n/x", "a.yml", []),
        ("setAttribute(e, 'xmlns', 'https://ais.bank.es/tr')", "a.sql", []),
        ("<#\n restore \\\\nas3\\in\\x.bak\n#>\ncopy \\\\nas4\\in\\x .", "a.ps1", [(4, "nas4")]),
        ("a = 'postgresql://app:' + pw + '@' + host\nb = f'mysql://{u}:{p}@{host}/x'", "a.py",
         [(1, "postgresql"), (2, "mysql")]),
        ('c: "s3://app:${PW}@\\\nd: s3://u:p@acme-land/x', "a.yml", [(1, "s3"), (2, "acme-land")]),
        ("from github import Github\nimport slack_sdk\nimport x from '@hubspot/api'", "a.py",
         [(1, "github"), (2, "slack_sdk"), (3, "hubspot")]),
        ("from jobs.orders_to_s3 import run", "a.py", [(1, "s3")]),
        ("schtasks /query /s APP01 /fo csv", "a.bat", [(1, "app01")]),
        ("answer: 10.1.2.3\nserver 10.1.2.4\ncurl 10.1.2.5:9998", "a.md",
         [(2, "10.1.2.4"), (3, "10.1.2.5")]),
        ("listen_address: 10.1.2.3\nhost: 10.1.2.4", "a.yml", [(2, "10.1.2.4")]),
        ("image: 593291632749.dkr.ecr.eu-west-1.amazonaws.com/app:1\n"
         "resolve ec2.us-west-2.amazonaws.com", "a.sh", []),
        ("see https://s3.console.aws.amazon.com/s3 and https://bi.corp.io/dashboard/7", "a.md", []),
        ("server 'app7.corp.net', user: 'deploy', roles: %w[app]", "deploy.rb", []),
        ('terraform {\n backend "s3" {\n  bucket = "acme-state"\n }\n}\nbucket = "acme-land"',
         "a.tf", [(6, "acme-land")]),
        ("export KOPS_STATE_STORE=s3://acme-kops", "a.sh", []),
        ("gcp_project : Google Cloud project", "a.py", []),
        ("from airflow.providers.google.transfers.sales_to_gcs import X", "a.py", []),
        ("u = 'jdbc:redshift://' + host", "a.py", [(1, "jdbc:redshift")]),
        ("http://VPS_IP:5000/api\ngs://metastore-xx/a\nadb-1234567890123456.azuredatabricks.net",
         "a.md", []),
        ("FROM ERP_PROD.gl.dbo.t", "a.sql", [(1, "erp_prod")]),
        ("'target_bucket': 'target_s3_bucket'\nb_bucket = 'my-bucket-7'", "a.py", []),
        ("PGSQL_HOST: db", "a.yml", [(1, "db")]),
        ("update R set GPServer = 'PRISQL01P' WHERE t.server_name in ('HR01')", "a.sql",
         [(1, "prisql01p"), (1, "hr01")]),
        ("SET @q = 'SELECT 1 FROM ' + @company + '.dbo.t'", "a.sql", []),
        ("SET @q = N'SELECT 1 FROM [' + @source + N'].master.sys.tables'", "a.sql",
         [(1, "source")]),
        ("PRINT 'save it to \\\\na01\\out\\x.sql'", "a.sql", []),
        ("def f(u, http_conn_id='http_default'):\n    c = BaseHook.get_connection('crm_api')\n"
         "h = SFTPHook(self.conn_id)\nb = boto3.client('redshift')", "a.py",
         [(1, "http_default"), (2, "crm_api"), (3, "sftp"), (4, "redshift")]),
        ('"args": ["load_mapping_to_redis"]', "a.json", [(1, "redis")]),
        ('PATTERNS=(\n "redshift-dw\\.qa\\.corp\\.com" # host\n)', "a.sh",
         [(2, "redshift-dw.qa.corp.com")]),
        ('b = os.getenv("S3_BUCKET", "acme-land")\nc = session.client("route53")\n'
         'run(["aws", "s3", "cp", a, b])', "a.py",
         [(1, "acme-land"), (1, "s3_bucket"), (2, "route53"), (3, "s3")]),
        ("U = os.getenv('DATABASE_URL', 'postgresql://app:pw@erp7:5432/x')", "a.py",
         [(1, "erp7"), (1, "database_url")]),
        ("d = ['a.gov.uk', 'b.gov.uk', 'c.gov.uk']\ne = ['db.corp.net']", "a.py",
         [(2, "db.corp.net")]),
        ("image: yandex/clickhouse-server:22\nimage: acme/app:1", "a.yml", [(1, "clickhouse")]),
        ("boto3.client(\n        's3',\n", "a.py", [(2, "s3")]),
        ("args: --auth-host=scram-sha-256", "a.yml", []),
        ('<input placeholder="10.0.0.10">', "a.ts", []),
        ("echo orders_to_s3 registered", "a.sh", []),
        ("run: az network lb show --lb-name consul-dns -g x", "a.yml", [(1, "consul-dns")]),
        ('s3_bucket = "acme-out-${var.env}"', "a.tf", [(1, "acme-out")]),
        ('ingressHost: app7.corp.net\nredirectURIs = ["https://a.corp.net/cb"]', "a.yml", []),
        ("(topic:Order {id: 1})\nqueue:orders-in", "a.py", [(2, "orders-in")]),
        ("from github.own_helpers import x\nfrom github.Auth import Token", "a.py",
         [(2, "github")]),
        ("KEY = 'azure_bucket'\nAZURE_BUCKET = 'azure_bucket'", "a.py", []),
        ('"id": "http://api.corp.io/telemetry/id"', "a.json", []),
        ("page_host = 'WWW.SHOP.COM'", "a.sql", []),
        ("<URL>http://www.college.ac.uk/union/home.aspx</URL>", "a.xml", []),
    ],
)  # fmt: skip
def test_a_text_shows_the_signs_of_other_systems(
    text: str, path: str, expected: list[tuple[int, str]]
) -> None:
    """Signs of other systems, such as addresses and hosts, are found by their form, but not in
    comments, namespaces and documentation.
    """
    assert values(text, path) == expected


def make_flow(line: int, server: str) -> Flow:
    end = Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.SERVER, value=server),)))
    where = Evidence(file="a.sql", line=line)
    return Flow(source=end, target=Endpoint(system=SystemRef(name="W")), evidence=where)


SIGN = Sign(file="a.sql", line=7, kind="address", value="hub", words="FROM HUB.GL..T")
PLACES = {"a.sql": [StatementPlace(1), StatementPlace(5), StatementPlace(9)]}


def test_a_flow_of_its_statement_covers_a_sign() -> None:
    """The server `hub` at line 7 is not listed, because a flow of the statement at lines 5 to 8 has
    this server.
    """
    assert find_residue([SIGN], [make_flow(5, "HUB")], PLACES) == ()


@pytest.mark.parametrize("flow", [make_flow(9, "HUB"), make_flow(5, "OTHER")])
def test_a_flow_of_another_statement_or_system_does_not(flow: Flow) -> None:
    """The server `hub` is listed if the only flow is of another statement or of another system."""
    (left,) = find_residue([SIGN], [flow], PLACES)
    assert (left.evidence, left.value) == (Evidence(file="a.sql", line=7), "hub")


def test_a_message_on_its_lines_covers_a_sign() -> None:
    """The server `hub` is not listed if its statement is reported as not understood."""
    where = Evidence(file="a.sql", line=5)
    skipped = Skipped(reason="not understood", evidence=where, kind="statement")
    assert find_residue([SIGN], [skipped], PLACES) == ()


CONFIG = Sign(file="a.yml", line=7, kind="address", value="shop", words="http://shop:80")


@pytest.mark.parametrize(
    ("kind", "line", "reason", "left"),
    [
        ("entry", 7, "not understood", 0),
        ("entry", 2, "services without settings: shop", 1),
        ("entry", 0, "the address of shop is known only at run time", 0),
        ("note", 7, "the shop is read as a service of its own", 0),
        ("note", 7, "the port is not read", 1),
        ("note", 7, "shopping is no service", 1),
        ("columns", 7, "the columns are unknown", 1),
    ],
)
def test_a_message_covers_a_sign_that_it_reports(
    kind: str, line: int, reason: str, left: int
) -> None:
    """The host of a configuration file is not listed if a message is about its line or names it; a
    longer word that contains the name does not count.
    """
    skipped = Skipped(reason=reason, evidence=Evidence(file="a.yml", line=line), kind=kind)
    assert len(find_residue([CONFIG], [skipped], {})) == left


def test_a_longer_name_does_not_cover_a_sign() -> None:
    """The host `shop` of a file is listed, even if the file has a flow of `workshop.example`."""
    flow = make_flow(0, "workshop.example")
    there = Flow(source=flow.source, target=flow.target, evidence=Evidence(file="a.yml"))
    assert len(find_residue([CONFIG], [there], {})) == 1


def test_a_definition_is_covered_where_it_is_used() -> None:
    """The definition of a linked server is listed only if no flow of a statement uses the
    server.
    """
    places = {"a.sql": [StatementPlace(5, defines=True), StatementPlace(9)]}
    assert find_residue([SIGN], [make_flow(9, "HUB")], places) == ()
    assert find_residue([SIGN], [], places)


def test_a_file_without_statements_is_covered_by_value() -> None:
    """In JSON and YAML, where records have no exact lines, a host is not listed if a record of the
    same file has it.
    """
    sign = Sign(file="a.yml", line=7, kind="address", value="hub.example", words="x")
    flow = make_flow(0, "hub.example")
    there = Flow(source=flow.source, target=flow.target, evidence=Evidence(file="a.yml"))
    assert find_residue([sign], [there], {}) == ()
    assert find_residue([sign], [flow], {})


def test_secrets_and_persons_are_masked() -> None:
    """A listed address shows its host, but not its password."""
    (sign,) = find_signs("u = 'https://jane:tiger99@hub.example/x?password=tiger99'", "a.py")
    (left,) = find_residue([sign], [], {})
    assert "tiger99" not in left.words
    assert "hub.example" in left.words


def test_a_secret_that_only_the_whole_line_reveals_is_masked() -> None:
    r"""In ``net use Z: \\files7\in tiger99``, the password is masked, although only the command at
    the start of the line shows that it is one.
    """
    signs = list(find_signs(r"net use Z: \\files7\in tiger99 /user:ACME\svc", "a.cmd"))
    assert signs
    assert all("tiger99" not in sign.words and "files7" in sign.words for sign in signs)


def test_a_survey_lists_and_counts_its_residue(tmp_path: Path) -> None:
    """An address that no parser reads is in the survey with its file, line and text."""
    (tmp_path / "a.sql").write_text(
        "INSERT INTO t (a) SELECT b FROM s;\nSET @u = 'https://api.hidden.example/x';\n"
        "INSERT INTO u (a) SELECT b FROM HUB.GL.dbo.S;\n"
    )
    (left,) = run(Job(paths=(tmp_path,))).survey.residue
    assert (left.evidence.file, left.evidence.line) == ("a.sql", 2)
    assert left.words == "https://api.hidden.example/x"


def test_a_file_that_no_connector_reads_is_searched(tmp_path: Path) -> None:
    """Hosts in a file that no connector reads are listed, and the file is reported as not read,
    too.
    """
    (tmp_path / "a.sql").write_text("INSERT INTO t (a) SELECT b FROM s;\n")
    (tmp_path / "deploy.gradle").write_text("\ndef url = 'https://api.hidden.io/v1/x'\n")
    survey = run(Job(paths=(tmp_path,))).survey
    assert [(one.evidence.file, one.evidence.line, one.value) for one in survey.residue] == [
        ("deploy.gradle", 2, "api.hidden.io")
    ]
    assert any(one.evidence.file == "deploy.gradle" for one in survey.skipped)


def test_a_file_of_a_known_format_that_is_not_read_is_searched(tmp_path: Path) -> None:
    """Hosts in a file of a known format that is not read are listed, except in folders of tests."""
    text = "services:\n  app:\n    image: x\n    environment:\n      DB_HOST: erp7\n"
    (tmp_path / "fixtures").mkdir()
    for name in ("compose.yaml", "fixtures/compose.yaml"):
        (tmp_path / name).write_text(text)
    survey = run(Job(paths=(tmp_path,))).survey
    assert [(one.evidence.file, one.value) for one in survey.residue] == [("compose.yaml", "erp7")]


def test_a_template_is_not_damage() -> None:
    """The marks of templates between spaces are no noise, so the signs of the file are listed."""
    text = "url: ${{ parameters.x }}\n{%- if a -%}\nhost: db7.corp.example\n"
    found = read_plain_text("a.yml", text)
    assert found is not None
    assert [one.value for one in found.signs if one.kind != DEFINITION] == ["db7.corp.example"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("jobs/a.py", True),
        ("src/log-file.test.ts", False),
        ("docs/SECURITY.md", False),
        ("pom.xml", False),
        ("jobs_tests/a.py", False),
        ("src/__tests__/a.ts", False),
        ("config/test/a.yml", True),
        ("test/results/a.txt", False),
        ("shop/src/test/A.java", False),
        ("test_events/order.json", False),
        ("testEvents/order.json", False),
        ("envs/test_eu/values.yaml", True),
        ("env/lib/site-packages/pip/config.py", False),
        ("data/hosts.csv", False),
    ],
)  # fmt: skip
def test_signs_of_data_and_tests_are_not_listed(path: str, expected: bool) -> None:
    """Hosts in data and test files that no connector reads are not listed, because they are
    examples.
    """
    assert lists_signs(path) is expected


def test_the_lines_of_one_value_are_one_residue() -> None:
    """A host on several lines of a file is listed once, with its first and last line."""
    text = "a: https://api.hidden.io/v1/x\nb: 1\nc: https://api.hidden.io/v1/y\n"
    (left,) = find_residue(list(find_signs(text, "a.yml")), [], {})
    assert left.evidence == Evidence(file="a.yml", line=1, rows=2, last=3)


@pytest.mark.slow
def test_one_pass_is_linear() -> None:
    """Very long unclosed strings and comments are searched in a time that is linear in their
    length.
    """
    for text in ("a.b.c.d " * 20_000, "'" * 100_000, "/*" * 50_000, "\\" * 100_000, "x@" * 50_000):
        assert values(text) == [] or len(values(text)) < 5


NAMESPACES = [
    ('<!DOCTYPE a PUBLIC "-//Acme//A 2//EN" "http://dtd.corp.internal/a.dtd">', "a.xml"),
    ('<!DOCTYPE a SYSTEM "http://dtd.corp.internal/a.dtd">', "a.xml"),
    ("<Namespace>http://svc.corp.internal/x</Namespace>", "a.xml"),
    ('<xs:appinfo source="http://svc.corp.internal/x"/>', "a.xsd"),
    ('<r xsi:noNamespaceSchemaLocation="http://ns.corp.internal/c.xsd">', "a.xml"),
    ('<x:r xmlns:x="http://ns.corp.internal/c">', "a.wsdl"),
    ('{"@context": ["https://ns.corp.internal/c"]}', "a.json"),
    ("WITH XMLNAMESPACES ('http://ns.corp.internal/x' AS a) SELECT 1", "a.sql"),
    ("SELECT XMLATTRIBUTES('http://ns.corp.internal/x' AS \"xmlns\") FROM t", "a.sql"),
    ("SET @x = '<r xmlns=\"http://ns.corp.internal/x\"/>'", "a.sql"),
    ("x.query('declare namespace a=\"http://ns.corp.internal/x\"; /a')", "a.sql"),
    ("register_namespace('', 'http://ns.corp.internal/order')", "a.py"),
    ("tree.find('{http://ns.corp.internal/order}item')", "a.py"),
    ('NS = {"o": "http://ns.corp.internal/order"}', "a.py"),
    ('s = @"<xsl:stylesheet xmlns:var=""http://ns.corp.internal/x"" />";', "a.cs"),
    ('[Schema(@"http://Shop.Orders.PurchaseOrder", @"PurchaseOrder")]', "a.cs"),
    ('curl "http://metadata.google.internal/computeMetadata/v1/x"', "a.sh"),
    ('network_ip = "10.0.0.142"', "a.tf"),
    ("- echo deb http://ppa.corp.net/php5/ubuntu main", "a.yml"),
    ('<available property="have.commons.net"/>', "a.xml"),
    ('<img src="https://s3.amazonaws.com/pictures/launch.png">', "a.md"),
    ('__example: "shop.us-east-1.snowflakecomputing.com"', "a.yml"),
    ("TD_HOST: td7.mycompany.com\nproject_id: project-id\nhost: host.docker.internal", "a.yml"),
    ("land.data.spilled.local,host=x 1", "a.txt"),
    ('print("see https://api.corp.io/v1/keys for your key")', "a.py"),
    ("tag = '{{http://ns.corp.internal/x}}{0}'", "a.py"),
    ("c = connect(host='custom.server.com')\nd = {'DOCS_URL': None}", "a.py"),
    ("at www.acme.gov, with [TFS](https://www.visualstudio.com/tfs/)", "a.md"),
    ("samples for [cloud.google.com](https://cloud.google.com/) and cloud.oracle.com", "a.md"),
    ('xmlstarlet sel -N o="http://ns.corp.internal/order"', "a.sh"),
]


@pytest.mark.parametrize(("text", "path"), NAMESPACES)
def test_names_of_namespaces_schemas_and_document_types_are_no_systems(
    text: str, path: str
) -> None:
    """Names of namespaces, schemas and document types, which look like addresses, are not
    listed.
    """
    assert values(text, path) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('<a href="http://erp.corp.internal/api"/>', "a.xml"),
        ("<Url>http://erp.corp.internal/api</Url>", "a.xml"),
        ("requests.get('http://erp.corp.internal/api', ns={})", "a.py"),
        ("SET @u = 'http://erp.corp.internal/api'", "a.sql"),
    ],
)
def test_an_address_beside_them_is_still_a_sign(text: str, path: str) -> None:
    """An address on the same line as a namespace, schema or document type is still found."""
    assert values(text, path) == [(1, "erp.corp.internal")]


def build_residue(value: str, file: str = "a.sh") -> Residue:
    return Residue(evidence=Evidence(file=file, line=4), kind="URL", value=value, words=value)


def test_a_host_that_a_question_or_a_merge_names_is_no_residue() -> None:
    """A host that a question or a merge of the same file names is not listed again; the same host
    in another file is.
    """
    where = (Evidence(file="a.sh", line=2),)
    asked = Question(text='Which system runs on host "hr9.corp.example"?', evidence=where)
    merge = Merge(name="erp01.corp.example", reason="host is declared for ERP", evidence=where)
    resolved = Resolved(
        systems=(SystemNode(id="erp", name="ERP", merges=(merge,)),), questions=(asked,)
    )
    left = [
        build_residue("hr9.corp.example"),
        build_residue("erp01.corp.example"),
        build_residue("hr9.corp.example", "b.sh"),
        build_residue("corp.example"),
        build_residue("hr9"),
    ]
    assert drop_named_residue(left, resolved) == tuple(left[2:])


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ('server_smtp = "mail7.hafenwerk.net:25"', "a.py", "mail7.hafenwerk.net"),
        ("brokers: 'k1.hafenwerk.net:9092'", "a.yml", "k1.hafenwerk.net"),
        ("copy into t from 'azure://acct.blob.core.windows.net/c'", "a.sql",
         "acct.blob.core.windows.net"),
        ("gelf-address: 'udp://10.20.1.230:12201'", "a.yml", "10.20.1.230"),
        ("a.create_queue(queue_name            => 'landings_queue')", "a.sql", "landings_queue"),
        ("SELECT a FROM `acme-land-prod.sales.orders`", "a.sql", "acme-land-prod"),
        ("New-AzServiceBusTopic -NamespaceName acme-bus -Name T", "a.ps1", "acme-bus"),
        ('@DefaultValue("orders-hub-sink") String sinkGroupId,', "A.java", "orders-hub-sink"),
        ("gcloud pubsub topics create projects/${PROJECT}/topics/slots", "a.sh", "slots"),
    ],
)  # fmt: skip
def test_an_address_with_a_port_or_a_variable_is_a_sign(text: str, path: str, value: str) -> None:
    """A host with a port, an Azure storage account, and a topic in a project that is a variable are
    found.
    """
    assert value in {one for _, one in values(text, path)}


def test_files_that_no_record_cites_share_the_records_of_their_source() -> None:
    """A host in a settings file is known if a record that was read with it contains the host.

    A file that a record cites keeps its signs: they may belong to a flow that was missed.
    """
    flow = Flow(
        source=Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.HOST, value="erp.example"),))),
        target=Endpoint(system=SystemRef(name="Lake")),
        evidence=Evidence(file="job.json", line=1),
    )
    texts = {
        "link.json": '{"url": "https://erp.example/api"}',
        "other.json": '{"url": "https://api.people.example/v1"}',
        "job.json": '{"url": "https://erp.example/api"}',
    }
    signs = [sign for name, text in texts.items() for sign in find_signs(text, name)]
    kept = drop_recorded_signs(signs, [flow])
    assert [(sign.file, sign.value) for sign in kept] == [
        ("other.json", "api.people.example"), ("job.json", "erp.example"),
    ]  # fmt: skip
