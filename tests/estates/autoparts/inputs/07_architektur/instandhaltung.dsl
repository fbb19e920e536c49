workspace "Instandhaltung" "Stand 09/2026, M. Egger" {

    model {
        techniker = person "Instandhalter"

        wartix = softwareSystem "Wartix" "CMMS, Aufträge, Ersatzteile"
        snow   = softwareSystem "Ticketsystem" "ServiceNow" "External"
        erp    = softwareSystem "SAP S/4" "Materialwirtschaft"
        senso  = softwareSystem "IoT-Plattform" "SensoSphere"

        techniker -> wartix "bearbeitet Aufträge"
        snow -> wartix "Störungen der Fertigung als Meldung" "REST"
        wartix -> erp "Ersatzteil-Reservierungen" "OData"
        # senso -> wartix siehe AsyncAPI
        # wartix -> sap_pm "Aufträge"   (PM-Modul wird nicht eingeführt)
    }

    views {
        systemLandscape "L" {
            include *
            autolayout lr
        }
    }
}
