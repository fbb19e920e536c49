"""If a variable stands for a host, its value is listed, or its name if no input sets it."""

import pytest

from seamscope.records import Evidence, Skipped
from seamscope.residue import DEFINITION, VARIABLE, Sign, find_residue, find_signs

# Marked by hand: each file with the variables on its lines that stand for another system.
MARKED = [
    (
        "run.sh",
        "sftp -b x ${sftpServer}\nscp a.csv batch@$ERP_HOST:/in",
        {"sftpserver", "erp_host"},
    ),
    ("load.sh", 'psql -h "$PGHOST" -c "x"\nmysql -h"$DB_HOST" x', {"pghost", "db_host"}),
    ("call.sh", 'curl -X POST "https://${crmHost}/api/v1"', {"crmhost"}),
    (
        "night.bat",
        "bcp x out y -S %DB_HOST%\ncopy a \\\\%FILE_SHARE%\\in",
        {"db_host", "file_share"},
    ),
    ("push.ps1", "Invoke-Sqlcmd -ServerInstance $sqlServer -Query x", {"sqlserver"}),
    ("up.sh", "aws s3 cp a s3://${EXPORT_BUCKET}/x", {"export_bucket"}),
    ("copy.sql", "SELECT * FROM [$(LinkedServer)].[db].[dbo].[t]", {"linkedserver"}),
    ("link.sql", "INSERT INTO t SELECT * FROM s@&link", {"link"}),
    ("open.sql", "SELECT * FROM OPENQUERY(${erp_linked_server}, 'x')", {"erp_linked_server"}),
    ("connect.sql", ":connect $(Server)\nSELECT 1", {"server"}),
    ("app.yaml", 'crm:\n  url: "{{ crm_url }}"\n  host: "#{sftp.host}"', {"crm_url", "sftp.host"}),
    ("values.yml", "db: jdbc:postgresql://${DB_HOST}:5432/x", {"db_host"}),
    ("app.properties", "target.url=https://${crm.host}/x", {"crm.host"}),
    ("deploy.yaml", "env:\n  - value: {{ .Values.erp.endpoint }}", {"values.erp.endpoint"}),
    ("mule.xml", '<sftp:connection host="${sftp.host}" port="22"/>', {"sftp.host"}),
    ("compose.yml", "TD_HOST: ${TD_HOST}", {"td_host"}),
    ("kafka.properties", "bootstrap.servers=${KAFKA_BROKERS}", {"kafka_brokers"}),
    ("main.tf", 'endpoint = "https://${var.billing_host}/api"', {"billing_host"}),
    (
        "a.py",
        'h = os.environ["SMTP_HOST"]\nr = requests.get(f"{base_url}/x")\nv = {"CRM_URL": crm}',
        {"smtp_host", "base_url", "crm_url"},
    ),
    (
        "b.py",
        'out = constants["S3_BASE_BUCKET"][stack]\ncelery.update(broker_url=redis_url())',
        {"s3_base_bucket", "broker_url"},
    ),
    ("A.java", 'r.getForObject(baseUrl + "/x");\n@Value("${crm.url}")', {"baseurl", "crm.url"}),
    ("a.js", "fetch(`${apiUrl}/x`); get(process.env.ERP_HOST)", {"apiurl", "erp_host"}),
    ("up.ps1", 'python job.py --workspaceUrl "$WorkspaceUrl"', {"workspaceurl"}),
    ("go.sh", "mvn flyway:migrate -Dflyway.url=$db_endpoint", {"db_endpoint"}),
    ("in.sh", "install -VproxyHost=${proxyHost}", {"proxyhost"}),
    ("get.ps1", "$runs = FetchRuns -url $url", set()),
    ("c.js", 'import { BACKEND_API, TITLE } from "../config.js";', {"backend_api"}),
    ("secrets.yaml", "vault: {{ .Values.keyVaultName }}", {"values.keyvaultname"}),
    ("deploy.sh", "sqlcmd -S $SERVER_NAME -i x.sql", {"server_name"}),
    ("os.tf", "value = module.opensearch.opensearch_cname", {"opensearch.opensearch_cname"}),
    ("vault.json", '"host": "${vault:secret/db:erp_host}"', {"erp_host"}),
    ("env.py", 'x = os.getenv(\n    "DISCORD_WEBHOOK_URL"\n)', {"discord_webhook_url"}),
    ("gcs.py", "hook.download(bucket_name=self.source_bucket, object_name=p)", {"source_bucket"}),
    ("outputs.tf", "value = module.rds.oracle_endpoint", {"rds.oracle_endpoint"}),
    ("purview.ps1", "$u = https://$env:ACCOUNT.scan.purview.azure.com/x", {"account"}),
    ("task.ps1", "schtasks /query /nh $HostName", {"hostname"}),
    ("ckan.yml", 'catalog_url: "{{ ckan_url }}"', {"ckan_url"}),
    ("pg.yml", "u: postgresql://${DB_HOST}:5432/x", {"db_host"}),
    ("state.tf", "bucket = var.export_bucket", {"var.export_bucket"}),
    # Nothing of another system.
    ("remote_state.tf", "bucket = var.remote_state_bucket", set()),
    ("throw.ps1", 'throw "no connection to $serverName"', set()),
    ("jq.sh", "jq '.url = $baseUrl' x.json", set()),
    ("param.ps1", "curl x; param([string]$url)", set()),
    ("get.yml", "get_url: url={{ druid_url }}", set()),
    ("click.py", 'click.echo(f"in s3://{done_bucket}/x")', set()),
    ("build.py", 'x = os.getenv("SYSTEM_COLLECTIONURI")', set()),
    ("path.sh", 'scp x; exec a -File "$host_path"', set()),
    ("default.py", 'u = os.getenv("VOTES_API_URL", "https://api.votes.example/v1")', set()),
    ("ports.yml", '- "127.0.0.1:${DB_PORT_ON_DOCKER_HOST:-5432}:5432"', set()),
    ("own.js", "new URL(process.env.PUBLIC_URL)", set()),
    ("listen.js", "const HOST = process.env.HOST", set()),
    ("prompt.json", '"{{ .UserName }}@{{ .HostName }}"', set()),
    ("mail.py", "x = '<a href=\"{{ result.url }}\">run</a>'", set()),
    ("flag.py", 'x = os.environ.get("LOAD_FROM_URL") == "yes"', set()),
    ("Msg.scala", "s\"key '${sd.schemaUri}' is invalid\"", set()),
    ("log.py", 'logging.info(f"to s3://{dest_bucket}/{dest_key}")', set()),
    ("object.ps1", "$r = [PSCustomObject]@{ Server = $server }", set()),
    ("dex.tf", 'redirectURIs = ["https://${local.grafana_host}/login"]', set()),
    ("state.sh", "aws s3api head-bucket --bucket $STATE_BUCKET_NAME", set()),
    ("like.py", "q += \"name LIKE '%datashare%'\"", set()),
    ("b.js", "fetch(buildUrl(path)); return get(url)", set()),
    ("own.sh", "echo $SERVER_PORT\nHOST=${HOST:-x}\necho on $HOSTNAME", set()),
    ("build.sh", "curl -L $update_sh_url -o x\nprintf '%s' $DB_HOST", set()),
    (".github/workflows/ci.yml", "url: ${{ steps.deployment.outputs.page_url }}", set()),
    ("play.yml", 'name: "{{ inventory_hostname }}"', set()),
    ("mail.sql", "INSERT INTO t VALUES ('visit {{ ticket.ticket_url }} now')", set()),
]


@pytest.mark.parametrize(("file", "text", "expected"), MARKED, ids=[file for file, _, _ in MARKED])
def test_a_variable_in_the_place_of_a_system_is_a_sign(
    file: str, text: str, expected: set[str]
) -> None:
    """Exactly the expected variables of the text are found."""
    assert {s.value for s in find_signs(text, file) if s.kind == VARIABLE} == expected


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".env", "SFTP_SERVER=box7.bureau.example"),
        ("a.properties", "sftp.server = box7.bureau.example"),
        ("a.json", '{\n  "sftpServer": "box7.bureau.example"\n}'),
        ("a.tfvars.tf", 'sftp_server = "box7.bureau.example"'),
        ("a.yaml", "sftp:\n  server: box7.bureau.example"),
        ("a.sql", ":setvar SftpServer box7.bureau.example"),
        ("b.sql", "DEFINE sftp_server = box7.bureau.example"),
        ("a.bat", "set SFTP_SERVER=box7.bureau.example"),
        ("a.ps1", "$SftpServer = 'box7.bureau.example'"),
    ],
)
def test_the_value_of_a_variable_replaces_its_name(file: str, text: str) -> None:
    """If an input sets a variable, its value is listed once, and the variable is not."""
    use = list(find_signs("sftp -b x ${sftpServer}", "run.sh"))
    found = find_residue([*use, *find_signs(text, file)], (), {})
    assert {one.value for one in found} == {"box7.bureau.example"}
    assert not any(one.kind in {VARIABLE, DEFINITION} for one in found)


def test_a_variable_with_a_path_on_the_own_server_is_no_system() -> None:
    """A variable that a file sets to a path such as `/stock/items` is listed only for other files
    that use it.
    """
    call = "return $http.get(baseUrl, x)"
    own = [*find_signs(f"const baseUrl = '/stock/items';\n{call}", "a.js")]
    assert find_residue(own, (), {}) == ()
    assert len(find_residue([*own, *find_signs(call, "b.js")], (), {})) == 1


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "a.py",
            'url = os.environ["OOZIE_URL"]\njobs_url = url + "/x"\nget(jobs_url)',
            "oozie_url",
        ),
        ("b.py", 'jobs_url = url + "/x"\nget(jobs_url)', "jobs_url"),
        ("a.ps1", "$vcServer = Connect-VI -Server $viServer\ncopy x -Server $vcServer", "viserver"),
        ("a.yml", 'a_host: "{{ b_host }}"\nurl: "http://{{ a_host }}/x"', "b_host"),
    ],
)
def test_a_variable_built_from_another_is_listed_by_that_one(
    file: str, text: str, expected: str
) -> None:
    """If a variable is built from another one that comes from outside, only the other one is
    listed.
    """
    assert {one.value for one in find_residue(find_signs(text, file), (), {})} == {expected}


def test_two_variables_that_are_set_to_each_other_are_listed() -> None:
    """Two variables that are set to each other are both listed."""
    text = 'a_host: "{{ b_host }}"\nb_host: "{{ a_host }}"'
    assert len(find_residue(find_signs(text, "a.yml"), (), {})) == 2


def test_a_type_or_another_variable_is_no_value() -> None:
    """In code, a type or another variable is not the value of a variable; only a literal is."""
    text = "def f(source_bucket: str):\n    self.source_bucket = source_bucket\n"
    text += "    get(bucket_name=self.source_bucket)"
    assert {one.value for one in find_residue(find_signs(text, "a.py"), (), {})} == {
        "source_bucket"
    }


def test_a_variable_that_nothing_sets_is_listed_by_its_name() -> None:
    """A variable that no input sets is listed by its name, unless a report about its line covers
    it.
    """
    sign = next(s for s in find_signs("sftp ${sftpServer}", "run.sh") if s.kind == VARIABLE)
    (one,) = find_residue([sign], (), {})
    assert (one.kind, one.value, one.words) == (VARIABLE, "sftpserver", "sftp ${sftpServer}")
    where = Evidence(file="run.sh", line=1)
    reported = Skipped(reason="reaches ${sftpServer} at run time", evidence=where, kind="entry")
    assert find_residue([sign], [reported], {}) == ()


def test_a_general_name_has_only_the_value_of_its_file() -> None:
    """The host of one file is not the host of every other file."""
    other = list(find_signs("host: erp7.corp.example", "b.yml"))
    use = list(find_signs("psql -h $HOST", "a.sh"))
    assert {one.value for one in find_residue([*use, *other], (), {})} == {
        "host", "erp7.corp.example",
    }  # fmt: skip
    login = list(find_signs("LOGIN_URL = 'https://erp7.corp.example/x'", "b.py"))
    call = list(find_signs("driver.get(LOGIN_URL)", "a.py"))
    assert "login_url" in {one.value for one in find_residue([*call, *login], (), {})}
    near = list(find_signs("HOST=erp8.corp.example\npsql -h $HOST", "a.sh"))
    assert {
        one.value for one in find_residue([*near, *other], (), {}) if one.evidence.file == "a.sh"
    } == {"erp8.corp.example"}


def test_values_of_several_environments_are_listed() -> None:
    """If two environments set a variable to different hosts, both hosts are listed."""
    use = Sign(file="run.sh", line=1, kind=VARIABLE, value="db_host", words="psql -h $DB_HOST")
    sets = [
        Sign(file=file, line=1, kind=DEFINITION, value=value, words="dbhost")
        for file, value in (("test.env", "db-test"), ("prd.env", "db-prd"))
    ]
    found = find_residue([use, *sets], (), {})
    assert {one.value for one in found} == {"db-test", "db-prd"}


def test_the_nearest_definition_counts() -> None:
    """A variable has the value of the definition in its own folder, not that of another
    environment.
    """
    use = Sign(
        file="envs/uat/pg.yml", line=9, kind=VARIABLE, value="db_host", words="{{ DB_HOST }}"
    )
    sets = [
        Sign(file=file, line=1, kind=DEFINITION, value=value, words="dbhost")
        for file, value in (
            ("envs/uat/vars.yml", "db-uat"), ("envs/prd/vars.yml", "db-prd"), ("all.yml", "db-all"),
        )
    ]  # fmt: skip
    assert {one.value for one in find_residue([use, *sets], (), {})} == {"db-uat"}


@pytest.mark.parametrize("text", ["DB_HOST: rds_pg0", "db_host = r'rds_pg0'", 'DB_HOST="rds_pg0"'])
def test_the_first_letter_of_a_value_stays(text: str) -> None:
    """The `r` of `rds_pg0` is part of the value, because `r` marks a raw string only before a
    quote.
    """
    found = [sign.value for sign in find_signs(text, "a.yml") if sign.kind == DEFINITION]
    assert found == ["rds_pg0"]
