select s.sample_number, s.sampling_point, r.analyte, r.value_num, r.unit
from {{ source('lims', 'SAMPLE') }} s
join {{ source('lims', 'RESULT') }} r on r.sample_number = s.sample_number
where r.status = 'A'
