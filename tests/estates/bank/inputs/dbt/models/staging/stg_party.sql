select record_content:after:party_no::string as party_no,
       record_content:after:birth_year::int  as birth_year
from {{ source('party', 'PARTY') }}
