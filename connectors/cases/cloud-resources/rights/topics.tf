resource "google_pubsub_topic" "scans" {
  name = "scan-events"
}
resource "google_service_account" "wms" {
  account_id = "warehouse-app"
}
resource "google_pubsub_topic_iam_member" "in" {
  topic  = google_pubsub_topic.scans.name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:tracker@plant.iam.gserviceaccount.com"
}
resource "google_pubsub_subscription" "wms" {
  name  = "scan-wms"
  topic = google_pubsub_topic.scans.id
}
resource "google_pubsub_subscription_iam_member" "out" {
  subscription = google_pubsub_subscription.wms.name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:${google_service_account.wms.email}"
}
resource "google_pubsub_subscription_iam_member" "view" {
  subscription = google_pubsub_subscription.wms.name
  role         = "roles/pubsub.viewer"
  member       = "serviceAccount:auditor@plant.iam.gserviceaccount.com"
}
resource "google_pubsub_subscription" "bq" {
  topic = google_pubsub_topic.scans.id
  bigquery_config {
    table = "plant-dwh.raw.scans"
  }
}
resource "kafka_acl" "orders" {
  resource_name = "orders"
  resource_type = "Topic"
  acl_principal = "User:order-desk"
  acl_operation = "Write"
}
resource "kafka_acl" "group" {
  resource_name = "order-desk"
  resource_type = "Group"
  acl_principal = "User:order-desk"
  acl_operation = "Read"
}
resource "google_bigquery_data_transfer_config" "daily" {
  data_source_id         = "scheduled_query"
  schedule               = "every day 04:00"
  destination_dataset_id = "mart"
  params = {
    destination_table_name_template = "daily"
    query                           = <<-SQL
      SELECT plant, COUNT(*) AS n FROM raw.scans GROUP BY plant
    SQL
  }
}
