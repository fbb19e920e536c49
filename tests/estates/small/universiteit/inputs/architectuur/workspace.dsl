workspace "Universiteit Waddenstein" "Applicatielandschap, bijgehouden door het architectenteam" {

    !identifiers hierarchical

    model {
        student = person "Student"
        medewerker = person "Medewerker"

        group "Onderwijs" {
            stl = softwareSystem "Studielijn" "Studentinformatiesysteem (SIS)" "Kern"
            bal = softwareSystem "Inschrijfbalie" "Aanmeldportaal voor nieuwe studenten"
            lp  = softwareSystem "Leerplein" "Digitale leeromgeving (LMS)" {
                web = container "Leerplein web" "" "PHP"
                db  = container "Leerplein database" "" "MariaDB" "Database"
                web -> db "Leest en schrijft"
            }
            rw  = softwareSystem "Roosterwijzer" "Roosters en zalen"
            tb  = softwareSystem "Toetsbank" "Digitaal toetsen"
            tbn = softwareSystem "Toetsbaan" "Zaalplanning tentamens"
            blok = softwareSystem "Blokboek" "Oud roosterpakket" "Uitgefaseerd"
        }
        group "Onderzoek" {
            oib = softwareSystem "OnderzoekInBeeld" "CRIS"
            dep = softwareSystem "Waddendepot" "Institutionele repository"
        }
        group "Bedrijfsvoering" {
            pp  = softwareSystem "PersoneelsPunt" "HRM-systeem"
            fin = softwareSystem "FinUW" "Financieel systeem"
            slb = softwareSystem "Sleutelbos" "Identity management (IDM)"
            bib = softwareSystem "Boekenrek" "Bibliotheeksysteem"
            dw  = softwareSystem "Dijkwacht" "Data warehouse"
        }
        stage = softwareSystem "StageHub" "Stagebemiddeling" "Gepland"
        sluis = softwareSystem "Sluis" "Integratieplatform (ESB)" "Integratie"
        duo   = softwareSystem "DUO" "Externe partij" "Extern"

        student -> bal "Meldt zich aan"
        student -> lp "Volgt onderwijs"
        medewerker -> pp "Verlof en declaraties"

        bal -> stl "Levert aanmeldingen" "REST/JSON"
        stl -> bal "Meldt inschrijfstatus" "REST/JSON"
        stl -> sluis "Publiceert inschrijvingen"
        pp -> slb "Levert medewerkers en aanstellingen" "CSV"
        rw -> tbn "Stuurt zaalreserveringen" "REST/JSON"
        stl -> duo "Wisselt inschrijfgegevens uit"
        stage -> stl "Nog te bepalen" "" "Gepland"
        # slb -> bib "Accounts"   staat in appsettings van IDM
        lp.web -> rw "Haalt roosters op" "HTTPS/ics"
    }

    views {
        systemLandscape landschap {
            include *
            autoLayout lr
        }
        styles {
            element "Uitgefaseerd" {
                background #999999
            }
            element "Gepland" {
                border dashed
            }
            element "Extern" {
                background #cccccc
            }
        }
    }
}
