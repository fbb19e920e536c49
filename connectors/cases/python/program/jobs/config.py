CRM_SERVER = "crmsql01.example.com,1433"
