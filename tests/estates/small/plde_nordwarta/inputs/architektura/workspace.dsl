workspace "Nordwarta" "Landschaft Polen/Deutschland, Stand September 2026 (Beziehungen unvollständig)" {

    model {
        customer = person "Klient / Kunde"

        group "Finanse / Finanzen" {
            s4 = softwareSystem "SAP S/4HANA" "Finanzen, S4P Mandant 100" "Aktiv"
            enova = softwareSystem "enova365" "kadry i płace (Polska), sql-kadry" "Aktiv"
        }
        group "Transport" {
            tms = softwareSystem "TourPlan TMS" "Disposition / system spedycyjny" "Aktiv"
            flotis = softwareSystem "Flotis" "Telematik, SaaS" "Aktiv"
            flotil = softwareSystem "Flotil" "karty paliwowe / Tankkarten, SaaS" "Aktiv"
            kompas = softwareSystem "Kompas" "Tarifsystem, cenniki" "Aktiv"
            sped = softwareSystem "Speditor" "stary system spedycyjny, wyłączony 2024" "Abgeschaltet"
            saptm = softwareSystem "SAP TM" "Vorstudie 2027" "Geplant"
        }
        group "Magazyn / Zoll" {
            wms = softwareSystem "Mantis WMS" "system magazynowy, Poznań und Berlin" "Aktiv"
            celnik = softwareSystem "Celnik" "system celny PL" "Aktiv"
            zollport = softwareSystem "ZollPort" "Zollsystem DE (ATLAS)" "Aktiv"
        }
        group "Kunde und Daten" {
            portal = softwareSystem "NW-Portal" "Kundenportal / portal klienta" "Aktiv"
            crm = softwareSystem "HubSpot" "CRM" "Aktiv"
            dms = softwareSystem "d.velop DMS" "Archiv, dms-bln01" "Aktiv"
            lkh = softwareSystem "Lakehouse" "hurtownia, S3 nw-lakehouse" "Aktiv"
        }

        customer -> portal "nutzt"
        portal -> tms "Transportaufträge" "SAP CPI"
        portal -> crm "Leads" "Webhook"
        s4 -> wms "Lieferungen" "SAP PO"
        tms -> flotis "Touren" "MuleSoft"
        wms -> celnik "listy towarowe" "NiFi"
        s4 -> lkh "Buchungen" "Glue"
        kompas -> portal "Tarife (GET durch das Portal)" "Apigee"
    }

    views {
        systemLandscape "Landschaft" {
            include *
            autolayout lr
        }
        styles {
            element "Abgeschaltet" {
                background #999999
            }
            element "Geplant" {
                border dashed
            }
        }
    }
}
