vcl 4.1;

import std;

# Where Slipway listens.
backend slipway {
    .host = "127.0.0.1";
    .port = "3000";
}

# Who may tell this cache to forget: the address of the machine that runs Slipway's orchestrator.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE" || req.method == "BAN") {
        if (client.ip !~ purgers) {
            return (synth(405, "Not from here"));
        }
        # With a key in the region, take the hash off the next lines and write it there.
        # if (req.http.X-Purge-Key != "change-me") {
        #     return (synth(403, "Wrong key"));
        # }
        if (req.method == "PURGE") {
            return (purge);
        }
        # Bans over obj.* are worked off in the background, so that their list does not grow.
        if (std.ban("obj.http.X-Slipway-Host == " + req.http.Host + " && obj.http.X-Slipway-Url ~ " + req.http.X-Ban-Url)) {
            return (synth(200, "Banned"));
        }
        return (synth(400, std.ban_error()));
    }

    # Files alone are kept; pages, the API and devices go through.
    if ((req.method != "GET" && req.method != "HEAD") || req.url !~ "^/(files|cdn-probe)/") {
        return (pass);
    }
    # What is kept here is for everybody, so it makes no difference who asks.
    unset req.http.Cookie;
    unset req.http.Authorization;
    return (hash);
}

sub vcl_backend_fetch {
    # So that Slipway counts this as a cache's request and not as somebody's download.
    set bereq.http.CDN-Loop = "varnish";
}

sub vcl_backend_response {
    set beresp.http.X-Slipway-Url = bereq.url;
    set beresp.http.X-Slipway-Host = bereq.http.Host;
    if (beresp.status != 200) {
        set beresp.ttl = 0s;
        set beresp.uncacheable = true;
    }
}

sub vcl_deliver {
    unset resp.http.X-Slipway-Url;
    unset resp.http.X-Slipway-Host;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
