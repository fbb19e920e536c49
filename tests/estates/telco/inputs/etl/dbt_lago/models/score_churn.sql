{{ config(materialized='table') }}
with c as (select * from {{ source('crm', 'cliente') }}),
     f as (select cliente_id, count(*) n, avg(importe) media from {{ source('facturacion', 'invoice') }} group by 1)
select c.cliente_id, c.segmento, 1 / (1 + exp(-(0.3 * f.n - 0.02 * f.media))) as score
from c left join f on f.cliente_id = c.cliente_id
