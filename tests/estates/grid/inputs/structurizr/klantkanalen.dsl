workspace "Klantkanalen" "Channels of Noorderstroom Netbeheer" {

    model {
        klant = person "Klant"
        installateur = person "Installateur"

        mijn = softwareSystem "Mijn Noorderstroom" "Portal for customers" {
            properties {
                "app-nr" "NS-010"
            }
            web = container "Web app" "React"
            bff = container "Backend" "Kotlin"
        }
        aansluit = softwareSystem "Aansluitportaal" "Requests for connections" {
            properties {
                "app-nr" "NS-011"
            }
        }
        crm = softwareSystem "CRM" "Salesforce Service Cloud" {
            tags "Existing"
        }
        mdm = softwareSystem "Meter Data Management" "Also known as Meetdata Hub" {
            tags "Existing"
        }
        dms = softwareSystem "DMS" "OpenText Content Server" {
            tags "Existing"
        }
        iam = softwareSystem "IAM" "SailPoint" {
            tags "Existing"
        }

        klant -> web "Uses"
        installateur -> aansluit "Uses"
        web -> bff "Calls" "HTTPS"
        bff -> crm "Creates service requests in" "REST"
        bff -> mdm "Reads interval data from" "Meetdata API"
        aansluit -> crm "Sends connection requests to" "REST"
        aansluit -> dms "Stores drawings in" "REST"
        mijn -> iam "Signs on with" "OIDC"

        acceptatie = deploymentEnvironment "Acceptatie" {
            deploymentNode "nsn-web-01a" {
                containerInstance bff
            }
        }
    }

    views {
        systemLandscape {
            include *
            autolayout lr
        }
    }
}
