import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JDK alone, with its usual properties for proxy and trust. Arguments: control plane, appid, secret. */
public class Login {
    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newBuilder().proxy(java.net.ProxySelector.getDefault()).build();
        String codes = text(client, HttpRequest.newBuilder(URI.create(args[0] + "/codes")).POST(HttpRequest.BodyPublishers.ofString("{}")));
        Matcher code = Pattern.compile("\"code\":\"(\\w+)\"").matcher(codes);
        code.find();
        String query = "appid=" + args[1] + "&secret=" + args[2] + "&js_code=" + code.group(1) + "&grant_type=authorization_code";
        System.out.println(text(client, HttpRequest.newBuilder(URI.create("https://api.weixin.qq.com/sns/jscode2session?" + query))));
    }

    static String text(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
