"""Replace references to beans in the endpoints of routes by the settings of these beans.

``sql:…?dataSource=#crm`` gets the JDBC URL of the bean `crm`. In ``wmq:queue:A``, `wmq` may be the
id of a component bean for IBM MQ; it is replaced by the scheme ``ibm-mq``.
"""

import re
from dataclasses import replace

from seamscope_connectors.camel.routes import Bean, ParsedRoutes, Route, Step

# Options of an endpoint or of a bean whose value is the id of a bean.
BEANS = ("dataSource", "connectionFactory", "connectionBean", "amazonS3Client", "persistenceUnit")
# Pattern for the class of a component or of its connection factory -> scheme of the component.
COMPONENTS = (
    (re.compile(r"\.ibm\.m(?:q|sg)\.|wmq", re.I), "ibm-mq"),
    (re.compile(r"artemis", re.I), "artemis"),
    (re.compile(r"activemq", re.I), "activemq"),
    (re.compile(r"rabbit", re.I), "rabbitmq"),
    (re.compile(r"kafka", re.I), "kafka"),
    (re.compile(r"jms", re.I), "jms"),
    (re.compile(r"amqp", re.I), "amqp"),
    (re.compile(r"mqtt|paho", re.I), "paho"),
)
# Pattern for the id of a JMS component -> scheme of the component.
NAMES = ((re.compile(r"^(?:ibm-?|w)mq\b", re.I), "ibm-mq"), *COMPONENTS[1:5])
# Property of a bean -> option of an endpoint with the same meaning.
PROPERTIES = {
    "url": "connectionUri", "jdbcUrl": "connectionUri", "jdbc-url": "connectionUri",
    "databaseName": "databaseName", "serverName": "serverName", "hostName": "host", "host": "host",
    "brokerURL": "brokerURL", "brokerUrl": "brokerURL", "remoteURI": "remoteURI",
    "bootstrapServers": "bootstrapServers", "brokers": "brokers", "addresses": "addresses",
}  # fmt: skip
ANY_CASE = {key.casefold(): option for key, option in PROPERTIES.items()}  # SQL Server's `URL`
DEEPEST = 4  # longest chain of references from bean to bean


def apply_beans(found: ParsedRoutes) -> None:
    """Replace references to beans by their settings in every route."""
    if found.beans:
        found.routes[:] = [_apply_to_route(route, found.beans) for route in found.routes]


def _apply_to_route(route: Route, beans: dict[str, Bean]) -> Route:
    start = _apply_to_step(route.start, beans) if route.start else None
    return replace(route, start=start, steps=[_apply_to_step(step, beans) for step in route.steps])


def _apply_to_step(step: Step, beans: dict[str, Bean]) -> Step:
    values = dict(step.values)
    for option in BEANS:
        name = values.get(option, "").removeprefix("#").removeprefix("bean:")
        if settings := _list_settings(name, beans):
            del values[option]
            values = settings | values
    component = beans.get(step.scheme) or next(
        (bean for name, bean in beans.items() if name.casefold() == step.scheme), None
    )
    name = next((name for name, bean in beans.items() if bean is component), "")
    if component is not None and (scheme := _find_scheme(name, component, beans)):
        return replace(step, scheme=scheme, values=_list_settings(name, beans) | values)
    if step.scheme == "jdbc" and (settings := _list_settings(step.path, beans)):
        return replace(step, path="", values=settings | values)
    return replace(step, values=values)


def _list_settings(name: str, beans: dict[str, Bean], depth: int = 0) -> dict[str, str]:
    """Return the connection settings of a bean and of the beans that it refers to."""
    bean = beans.get(name)
    if bean is None or depth > DEEPEST:
        return {}
    found: dict[str, str] = {}
    for ref in bean.refs:
        found |= _list_settings(ref, beans, depth + 1)
    # A property in its usual spelling takes precedence: `url` over `URL`.
    for key, value in sorted(bean.values.items(), key=lambda item: item[0] in PROPERTIES):
        option = PROPERTIES.get(key) or ANY_CASE.get(key.casefold())
        if option and "${" not in value and "{{" not in value:
            found[option] = value
    return found


def _find_scheme(name: str, bean: Bean, beans: dict[str, Bean]) -> str:
    """Return the scheme of a component bean, "" for a bean that is not a component.

    ``<bean id="bus" class="….JmsComponent">`` with an IBM connection factory → "ibm-mq". If the
    connection factory is defined elsewhere, the id of the component decides: "wmq".
    """
    if not re.search(r"Component$", bean.name):
        return ""
    classes = [
        *(beans[ref].name for ref in bean.refs if ref in beans),
        *bean.inner,
        *(value for value in bean.values.values() if value.startswith("#class:")),
        bean.name,
    ]
    found = next(
        (scheme for text in classes for words, scheme in COMPONENTS if words.search(text)), ""
    )
    known = bean.inner or any(ref in beans for ref in bean.refs)
    if found != "jms" or known or not bean.refs:
        return found
    named = (scheme for words, scheme in NAMES if words.search(name))
    return next(named, found)
