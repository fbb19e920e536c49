select * from {{ ref('jars') }}
