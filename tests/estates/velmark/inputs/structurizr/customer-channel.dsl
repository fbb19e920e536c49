workspace "Customer channel" "How customers, agents and systems exchange data at Velmark" {

    model {
        customer = person "Customer" "Household or business with a supply contract"
        agent = person "Service agent"

        portal = softwareSystem "Mein Velmark" "Customer portal" {
            web = container "Web front end" "" "React"
            api = container "Portal API" "" "Kotlin"
        }
        billing = softwareSystem "SAP IS-U" "Billing and contract accounts"
        crm = softwareSystem "Dynamics 365 CRM" "Contacts and cases"
        calls = softwareSystem "Genesys Cloud" "Contact centre telephony"
        psp = softwareSystem "Mollie" "Payment provider" "External"
        reads = softwareSystem "Meter Data Management" "Validated consumption (MDMS)"

        customer -> web "Uses"
        web -> api "Calls" "JSON/HTTPS"
        agent -> crm "Handles cases in"
        agent -> calls "Answers calls with"

        api -> psp "Sends payment orders to" "HTTPS"
        api -> billing "Posts self-read meter readings to" "OData"
        api -> crm "Creates service requests in" "Dataverse Web API"
        api -> reads "Reads hourly consumption from" "HTTPS"
        calls -> crm "Writes call records to" "REST"
        crm -> calls "Pushes caller details for the screen pop to" "REST"

        production = deploymentEnvironment "Production" {
            deploymentNode "vmk-web-02" {
                containerInstance web
                containerInstance api
            }
        }
        uat = deploymentEnvironment "UAT" {
            deploymentNode "vmk-web-02u" {
                containerInstance web
                containerInstance api
            }
        }
    }

    views {
        systemLandscape "all" {
            include *
            autoLayout lr
        }
    }
}
