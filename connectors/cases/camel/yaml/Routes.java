import org.apache.camel.builder.RouteBuilder;

public class Routes extends RouteBuilder {
    public void configure() { from("ftp:host").to("file:in"); }
}
