workspace "Distribución" "Venta directa y canales" {
    model {
        cliente = person "Cliente"
        crs = softwareSystem "Almenara CRS" "Central de reservas"
        cnl = softwareSystem "Canaleta" "Channel manager"
        web = softwareSystem "Motor Web" "Venta directa" {
            front = container "Frontend" "" "React"
            back = container "booking-engine" "" "Spring Boot"
        }
        fid = softwareSystem "Fidelia" "Club Alborán"
        ota = softwareSystem "Booking.com" "OTA" "External"

        cliente -> front "Reserva"
        front -> back "API"
        crs -> cnl "Envía disponibilidad y tarifas (ARI)" "REST"
        cnl -> crs "Envía reservas de OTAs" "REST webhook"
        back -> fid "Envía altas de socios" "REST"
        cnl -> ota "Publica ARI" "XML"
    }
    views {
        systemLandscape "todo" {
            include *
            autolayout lr
        }
    }
}
