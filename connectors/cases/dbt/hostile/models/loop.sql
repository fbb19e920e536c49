{{ config() }}{% for x in range(10**9) %}{{ ref('a') }}{% endfor %}
{{ source('../../etc', 'passwd') }}