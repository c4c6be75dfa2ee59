-- Load for wrk: one request, or each line of a file of tokens in turn, and a summary that a program can read.
--   arguments: METHOD PATH HOST TOKEN-FILE|- BODY|- [close]
local requests, count, next_one = {}, 0, 0

function init(arguments)
    local method, path, host, tokens, body = arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]
    local head = method .. " " .. path .. " HTTP/1.1\r\nHost: " .. host .. "\r\n"
    if arguments[6] == "close" then
        head = head .. "Connection: close\r\n"
    end
    if body and body ~= "-" then
        head = head .. "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " .. #body .. "\r\n"
    else
        body = ""
    end
    if tokens and tokens ~= "-" then
        for token in io.lines(tokens) do
            count = count + 1
            requests[count] = head .. "Authorization: Bearer " .. token .. "\r\n\r\n" .. body
        end
    else
        count = 1
        requests[1] = head .. "\r\n" .. body
    end
end

function request()
    next_one = next_one % count + 1
    return requests[next_one]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("SUMMARY %d %d %d %d %.1f %.1f\n", summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
