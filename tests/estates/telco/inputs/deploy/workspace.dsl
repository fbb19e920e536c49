workspace "Levantia - atención al cliente" "Vista C4 (borrador, I. Boronat)" {
    model {
        cliente = person "Cliente"
        mlv   = softwareSystem "Mi Levantia" "Web y app"
        papi  = softwareSystem "Pasarela" "MuleSoft" "Plataforma"
        fpl   = softwareSystem "Factura+" "Amdocs"
        rmd   = softwareSystem "Averías" "BMC Remedy"
        cat   = softwareSystem "CATALIA"
        cliente -> mlv "usa"
        mlv  -> papi "pide facturas, ofertas y averías" "HTTPS GET"
        papi -> fpl "lee facturas" "HTTPS GET"
        papi -> rmd "lee estado de avería" "HTTPS GET"
        papi -> cat "lee ofertas" "HTTPS GET"
    }
    views {
        systemLandscape { include * autolayout lr }
    }
}
