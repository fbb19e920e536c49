-- whenever sqlerror exit
whenever sqlerror continue
connect rep@repdb
insert into rep.log select id from app.log;
