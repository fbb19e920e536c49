terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 5.30"
    }
  }
  backend "gcs" {
    bucket = "ctra-tfstate"
    prefix = "observatorio"
  }
}

provider "google" {
  project = "ctra-observatorio"
  region  = "europe-southwest1"
}

locals {
  dataset = "obs_movilidad"
}

# ---------------------------------------------------------------- Pub/Sub
resource "google_pubsub_topic" "posiciones" {
  name                       = "rumbo-posiciones"
  message_retention_duration = "86400s"
}

resource "google_pubsub_subscription" "posiciones_app" {
  name                 = "rumbo-posiciones-app"
  topic                = google_pubsub_topic.posiciones.id
  ack_deadline_seconds = 20
  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_subscription" "posiciones_df" {
  name                 = "rumbo-posiciones-df"
  topic                = google_pubsub_topic.posiciones.id
  ack_deadline_seconds = 60
}

resource "google_pubsub_subscription_iam_member" "app_lee" {
  subscription = google_pubsub_subscription.posiciones_app.name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:mueveribera@ctra-app.iam.gserviceaccount.com"
}

# ---------------------------------------------------------------- BigQuery
resource "google_bigquery_dataset" "obs" {
  dataset_id                 = local.dataset
  location                   = "europe-southwest1"
  delete_contents_on_destroy = false
}

resource "google_bigquery_table" "posiciones" {
  dataset_id          = google_bigquery_dataset.obs.dataset_id
  table_id            = "posiciones"
  deletion_protection = true
  time_partitioning {
    type  = "DAY"
    field = "marca_tiempo"
  }
  schema = file("${path.module}/esquemas/posiciones.json")
}

# ---------------------------------------------------------------- Dataflow
resource "google_dataflow_job" "posiciones_bq" {
  name              = "posiciones-a-bigquery"
  region            = "europe-southwest1"
  template_gcs_path = "gs://dataflow-templates-europe-southwest1/latest/PubSub_Subscription_to_BigQuery"
  temp_gcs_location = "gs://ctra-dataflow-tmp/posiciones"
  on_delete         = "drain"
  max_workers       = 3
  parameters = {
    inputSubscription = google_pubsub_subscription.posiciones_df.id
    outputTableSpec   = "ctra-observatorio:${local.dataset}.posiciones"
  }
}

# ---------------------------------------------------------------- buckets
resource "google_storage_bucket" "entrada" {
  name          = "ctra-entrada"
  location      = "EUROPE-SOUTHWEST1"
  storage_class = "STANDARD"
  lifecycle_rule {
    condition {
      age = 90
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket" "salida" {
  name     = "ctra-salida"
  location = "EUROPE-SOUTHWEST1"
}

resource "google_storage_hmac_key" "winscp" {
  service_account_email = "winscp@ctra-observatorio.iam.gserviceaccount.com"
}
