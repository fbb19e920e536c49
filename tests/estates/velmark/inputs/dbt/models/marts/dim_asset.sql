select a.assetnum, a.status, l.description as location, g.segment_id, g.material
from {{ source('maximo', 'ASSET') }} a
left join {{ source('maximo', 'LOCATIONS') }} l on l.location = a.location
left join {{ source('gis', 'PIPE_SEGMENT') }} g on g.asset_ref = a.assetnum
