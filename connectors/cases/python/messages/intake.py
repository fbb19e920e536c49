"""Move orders between a queue of RabbitMQ, a topic of Kafka, SQS, SNS and Service Bus."""
import json

import boto3
import pika
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from kafka import KafkaConsumer, KafkaProducer

producer = KafkaProducer(bootstrap_servers=["kafka1.example.com:9092", "kafka2.example.com:9092"])
sqs = boto3.client("sqs")
sns = boto3.client("sns", region_name="eu-west-1")


def on_order(channel, method, properties, body):
    producer.send("orders.received", value=json.loads(body))


def listen():
    channel = pika.BlockingConnection(pika.ConnectionParameters("mq01.example.com")).channel()
    channel.basic_consume(queue="shop.orders", on_message_callback=on_order)


def announce():
    for message in KafkaConsumer("stock.changed", bootstrap_servers="kafka1.example.com:9092"):
        sns.publish(TopicArn="arn:aws:sns:eu-west-1:123456789012:stock-news", Message=message.value)


def forward():
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/returns"
    for message in sqs.receive_message(QueueUrl=url)["Messages"]:
        with ServiceBusClient.from_connection_string(
            "Endpoint=sb://hafenbus.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0"
        ) as client:
            sender = client.get_queue_sender(queue_name="returns-in")
            sender.send_messages(ServiceBusMessage(message["Body"]))


listen()
announce()
forward()
