terraform {
  required_providers {
    google = { source = "hashicorp/google", version = "~> 5.30" }
  }
}

locals {
  project = "skyplate-prod"
}

resource "google_pubsub_topic" "flight_updates" {
  name                       = "flight-updates"
  project                    = local.project
  message_retention_duration = "86400s"
}

resource "google_pubsub_topic_iam_member" "publisher" {
  topic  = google_pubsub_topic.flight_updates.name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:sa-flightboard@skyplate-prod.iam.gserviceaccount.com"
}

resource "google_pubsub_subscription" "menu" {
  name                 = "flight-updates-menu"
  topic                = google_pubsub_topic.flight_updates.name
  ack_deadline_seconds = 30

  push_config {
    push_endpoint = "https://mealplan.skyplate.example/events/flight"
    oidc_token { service_account_email = "pubsub-push@skyplate-prod.iam.gserviceaccount.com" }
  }
}

resource "google_pubsub_subscription" "dock" {
  name  = "flight-updates-dock"
  topic = google_pubsub_topic.flight_updates.name
  dead_letter_policy {
    dead_letter_topic     = "projects/skyplate-prod/topics/dlq"
    max_delivery_attempts = 5
  }
}

resource "google_pubsub_subscription_iam_member" "dock_reader" {
  subscription = google_pubsub_subscription.dock.name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:sa-dockhand@skyplate-prod.iam.gserviceaccount.com"
}

# removed with BIL-412
# resource "google_pubsub_subscription" "billing" {
#   name  = "flight-updates-billing"
#   topic = google_pubsub_topic.flight_updates.name
#   push_config {
#     push_endpoint = "https://billright.skyplate.example/events/flight"
#   }
# }
