workspace "Digitale Kanäle" "Stand 01/2026" {

    model {
        customer = person "Kunde"

        obk = softwareSystem "Internetfiliale" "Online Banking" {
            properties {
                "app-id" "APP-012"
            }
            web = container "Web" "Oberfläche" "React"
            svc = container "Konto-Service" "" "Java"
            web -> svc "calls" "REST"
        }
        mbk = softwareSystem "Banking-App" "Mobile Banking" {
            properties {
                "app-id" "APP-013"
            }
        }
        coremedia = softwareSystem "CoreMedia" "Webauftritt"
        doxis = softwareSystem "Doxis" "Dokumentenarchiv"

        customer -> obk "uses"
        customer -> mbk "uses"
        mbk -> obk "sends transfer orders to" "REST/JSON"
        obk -> mbk "returns balances and transactions to" "REST/JSON"
        obk -> coremedia "reads product pages from" "REST/JSON"
        svc -> doxis "gets statement PDFs from" "CMIS"
    }

    views {
        systemLandscape "Kanaele" {
            include *
            autoLayout lr
        }
    }
}
