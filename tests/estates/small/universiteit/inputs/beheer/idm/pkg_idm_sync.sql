-- Schema SLB op idm-prd
-- DB link: STL_LINK -> uws-stl-db01/STLPRD (alleen-lezen account IDM_RO)
create or replace package body slb.pkg_idm_sync as

  procedure sync_studenten is
    cursor c_stud is
      select s.studentnummer, s.voornaam, s.achternaam, s.geboortedatum, i.opleiding, i.einddatum
        from stl.student@stl_link s
        join stl.inschrijving@stl_link i on i.studentnummer = s.studentnummer
       where i.status = 'ACTIEF';
  begin
    for r in c_stud loop
      merge into slb.persoon p
      using (select r.studentnummer nr from dual) x
         on (p.extern_nr = x.nr and p.soort = 'STUDENT')
       when matched then update set p.achternaam = r.achternaam, p.geldig_tot = r.einddatum
       when not matched then insert (extern_nr, soort, voornaam, achternaam, geldig_tot)
            values (r.studentnummer, 'STUDENT', r.voornaam, r.achternaam, r.einddatum);
    end loop;
    commit;
  end sync_studenten;

end pkg_idm_sync;
/
