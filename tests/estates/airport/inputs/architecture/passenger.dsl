workspace "Passenger domain" "As built, autumn 2025" {

    !identifiers flat

    model {
        passenger = person "Passenger"
        agent = person "Information desk agent"

        group "Digital" {
            web = softwareSystem "Passenger App" "Website and app, www.valmeuse.example" {
                spa = container "Web front end" "React"
                bff = container "Backend for front end" "Node.js"
            }
            pkr = softwareSystem "Parking Booking" "Online reservation, reserve.valmeuse.example" {
                tags "Digital"
            }
        }
        crm = softwareSystem "Salesforce" "Customer relationship management" {
            tags "SaaS"
        }
        pkg = softwareSystem "SKIDATA" "Parking management: barriers and tills"
        aodb = softwareSystem "AODB" "Airport operational database"
        fids = softwareSystem "FIDS" "Flight information display system"

        passenger -> spa "Looks up flights"
        spa -> bff "Calls" "JSON/HTTPS"
        agent -> crm "Works on cases"

        bff -> crm "Gets passenger profiles from" "REST"
        bff -> crm "Posts lost property cases to" "REST"
        pkr -> pkg "Sends reservations to" "REST"
        pkr -> pkg "Reads occupancy from" "REST, every 5 minutes"
        pkr -> crm "Sends booking customers to" "Platform events"
        fids -> aodb "Reads flights from" "via Kafka"
    }

    views {
        systemLandscape "landscape" {
            include *
            autoLayout lr
        }
        container web "web-containers" {
            include *
            autoLayout
        }
        styles {
            element "SaaS" {
                background #999999
            }
        }
    }
}
