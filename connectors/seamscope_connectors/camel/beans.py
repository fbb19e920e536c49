"""Fill in what the beans of an application say about the endpoints of its routes.

``sql:…?dataSource=#crm`` reads the database in the URL of the bean `crm`; in ``wmq:queue:A``, `wmq`
may be the id of a component for IBM MQ.
"""

import re
from dataclasses import replace

from seamscope_connectors.camel.routes import Bean, ParsedRoutes, Route, Step

# The options of an endpoint, and of a bean, that name another bean.
BEANS = ("dataSource", "connectionFactory", "connectionBean", "amazonS3Client", "persistenceUnit")
# The scheme of a component, by words in its class or in that of its connection factory.
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
# Properties of beans, and the option of an endpoint with the same meaning.
PROPERTIES = {
    "url": "connectionUri", "jdbcUrl": "connectionUri", "jdbc-url": "connectionUri",
    "databaseName": "databaseName", "serverName": "serverName", "hostName": "host", "host": "host",
    "brokerURL": "brokerURL", "brokerUrl": "brokerURL", "remoteURI": "remoteURI",
    "bootstrapServers": "bootstrapServers", "brokers": "brokers", "addresses": "addresses",
}  # fmt: skip
DEEPEST = 4  # references from bean to bean


def apply_beans(found: ParsedRoutes) -> None:
    """Replace references to beans by their settings in every endpoint."""
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
    if component is not None and (scheme := _find_scheme(component, beans)):
        name = next(name for name, bean in beans.items() if bean is component)
        return replace(step, scheme=scheme, values=_list_settings(name, beans) | values)
    if step.scheme == "jdbc" and (settings := _list_settings(step.path, beans)):
        return replace(step, path="", values=settings | values)
    return replace(step, values=values)


def _list_settings(name: str, beans: dict[str, Bean], depth: int = 0) -> dict[str, str]:
    """Return the connection settings of a bean and of those that it uses."""
    bean = beans.get(name)
    if bean is None or depth > DEEPEST:
        return {}
    found: dict[str, str] = {}
    for ref in bean.refs:
        found |= _list_settings(ref, beans, depth + 1)
    return found | {
        PROPERTIES[key]: value
        for key, value in bean.values.items()
        if key in PROPERTIES and "${" not in value and "{{" not in value
    }


def _find_scheme(bean: Bean, beans: dict[str, Bean]) -> str:
    """Return the scheme of the component that a bean is, "" if it is none."""
    if not re.search(r"Component$", bean.name):
        return ""
    classes = [
        *(beans[ref].name for ref in bean.refs if ref in beans),
        *bean.inner,
        *(value for value in bean.values.values() if value.startswith("#class:")),
        bean.name,
    ]
    return next(
        (scheme for text in classes for words, scheme in COMPONENTS if words.search(text)), ""
    )
