<?php
// The smallest shop with stamp cards: a log-in, my pages, and an order that earns a stamp.

declare(strict_types=1);

define('PROXY', getenv('PROXY') ?: 'http://127.0.0.1:8082');
define('INTERNAL', getenv('INTERNAL') ?: 'http://127.0.0.1:8083');

const DATA = __DIR__ . '/../data';
define('SESSION_SECRET', trim(file_get_contents(DATA . '/session-secret')));
define('BACKEND_SECRET', trim(file_get_contents(DATA . '/backend-secret')));

// The shop's customers, with their contact ids in Engage. A real shop has passwords too.
const CUSTOMERS = [
    'Alva' => '7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01',
    'Nils' => 'c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02',
];
// The challenge in Engage in which a bag of dog food earns a stamp.
const DOG_FOOD = '5eafb034-ad40-4099-9152-cf4d8d605b55';

// ── The session: a token (JWT) in a cookie, which the proxy reads too ──────────

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function signature(string $text): string
{
    return base64url(hash_hmac('sha256', $text, SESSION_SECRET, true));
}

function new_token(string $contact): string
{
    $claims = ['contact_id' => $contact, 'exp' => time() + 12 * 3600];
    $signed = base64url('{"alg":"HS256","typ":"JWT"}') . '.' . base64url(json_encode($claims));
    return $signed . '.' . signature($signed);
}

/** The contact id of the visitor, unless their token is missing, false or too old. */
function contact(): ?string
{
    $parts = explode('.', $_COOKIE['session'] ?? '');
    if (count($parts) !== 3 || !hash_equals(signature("$parts[0].$parts[1]"), $parts[2])) {
        return null;
    }
    $claims = json_decode(base64_decode(strtr($parts[1], '-_', '+/')), true);
    return $claims['exp'] > time() ? $claims['contact_id'] : null;
}

function set_session(string $token, int $expires): void
{
    // Over HTTPS, add 'secure' => true.
    setcookie('session', $token, ['expires' => $expires, 'path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
}

// ── Cards that come with the page ──────────────────────────────────────────────

/** The content of the element: cards, or nothing if the proxy has none within half a second. */
function cards(): string
{
    // `view` has the attributes that the element has too.
    $request = curl_init(PROXY . '/api/loyalty/challenges?view=heading-level%3D2');
    curl_setopt_array($request, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT_MS => 500,
        CURLOPT_HTTPHEADER => [
            'Accept: text/html',
            'Accept-Language: en',
            'Cookie: ' . ($_SERVER['HTTP_COOKIE'] ?? ''),
            'X-Forwarded-For: ' . $_SERVER['REMOTE_ADDR'],
        ],
    ]);
    $html = curl_exec($request);
    $is_html = str_starts_with((string) curl_getinfo($request, CURLINFO_CONTENT_TYPE), 'text/html');
    if ($html === false || curl_getinfo($request, CURLINFO_RESPONSE_CODE) !== 200 || !$is_html) {
        return ''; // The widget asks by itself, and explains a failure.
    }
    return '<template shadowrootmode="open">
      <link rel="stylesheet" href="/widget/challenges-widget.css">
      <div class="widget">' . $html . '</div>
    </template>';
}

// ── Stamps for orders ──────────────────────────────────────────────────────────

/** Writes down what an order earns. A real shop does this in the order's transaction. */
function note_award(string $order, string $contact): void
{
    $award = [
        'id' => "order-$order",
        'definitionId' => DOG_FOOD,
        'contactId' => $contact,
        'checkpoints' => 1,
        'reason' => "Order $order",
    ];
    file_put_contents(DATA . "/awards/order-$order.json", json_encode($award));
}

/** Hands all notes over. Those that the proxy has not taken stay for the next time. */
function hand_over(): void
{
    foreach (glob(DATA . '/awards/*.json') as $note) {
        $request = curl_init(INTERNAL . '/awards');
        curl_setopt_array($request, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 5,
            CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . BACKEND_SECRET, 'Content-Type: application/json'],
            CURLOPT_POSTFIELDS => (string) @file_get_contents($note),
        ]);
        $answer = curl_exec($request);
        if (curl_getinfo($request, CURLINFO_RESPONSE_CODE) === 202) {
            @unlink($note);
        } else {
            error_log(basename($note) . ': ' . ($answer ?: curl_error($request)));
        }
    }
}

// ── The pages ──────────────────────────────────────────────────────────────────

function page(string $title, string $main): void
{
    // A page belongs to one shopper, so no cache may store it.
    header('Cache-Control: private, no-cache');
    echo <<<HTML
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>$title</title>
            <link rel="icon" href="data:,">
            <script type="module" src="/widget/challenges-widget.js" fetchpriority="low"></script>
          </head>
          <body>
            <h1>$title</h1>
            $main
          </body>
        </html>
        HTML;
}

function log_in_page(): void
{
    $button = fn (string $name) => "<button name=\"customer\" value=\"$name\">I am $name</button>";
    $buttons = implode(' ', array_map($button, array_keys(CUSTOMERS)));
    page('Log in', "<form method=\"post\" action=\"/login\">$buttons</form>");
}

function thanks_page(): void
{
    page('Thank you', '<p>Your stamp is on its way. <a href="/">My pages</a></p>');
}

function my_pages(): void
{
    page('My pages', '<form method="post" action="/order"><button>Buy a bag of dog food</button></form>
    <form method="post" action="/logout"><button>Log out</button></form>
    <challenges-widget proxy="/api/loyalty" heading-level="2" live>' . cards() . '</challenges-widget>');
}

function go_to(string $path): void
{
    header("Location: $path", true, 303);
}

// ── The proxy behind the shop's own address. A web server such as nginx does this better ──

function pass_on(): void
{
    if (ob_get_level() > 0) {
        ob_end_clean(); // The event stream has to leave PHP as it comes.
    }
    // PHP would end in the middle of curl when the browser has gone, and leave the stream open.
    ignore_user_abort(true);
    $headers = ['X-Forwarded-For: ' . $_SERVER['REMOTE_ADDR'], 'Expect:'];
    foreach (getallheaders() as $name => $value) {
        if (!in_array(strtolower($name), ['connection', 'content-length', 'expect', 'x-forwarded-for'])) {
            $headers[] = "$name: $value";
        }
    }
    $request = curl_init(PROXY . $_SERVER['REQUEST_URI']);
    curl_setopt_array($request, [
        CURLOPT_CUSTOMREQUEST => $_SERVER['REQUEST_METHOD'],
        CURLOPT_HTTPHEADER => $headers,
        CURLOPT_HEADERFUNCTION => function ($request, string $line): int {
            if (preg_match('~^HTTP/\S+ (\d+)~', $line, $status)) {
                http_response_code((int) $status[1]);
            } elseif (preg_match('~^(?!connection|transfer-encoding)[\w-]+:~i', $line)) {
                header(trim($line), false);
            }
            return strlen($line);
        },
        CURLOPT_WRITEFUNCTION => function ($request, string $part): int {
            echo $part;
            flush();
            return connection_aborted() ? 0 : strlen($part);
        },
    ]);
    if ($_SERVER['REQUEST_METHOD'] === 'POST') {
        curl_setopt($request, CURLOPT_POSTFIELDS, file_get_contents('php://input'));
    }
    if (!curl_exec($request) && !headers_sent()) {
        http_response_code(502);
    }
}

if (PHP_SAPI === 'cli') { // `php shop.php`, once a minute: what was left over.
    hand_over();
    exit;
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
switch ("$_SERVER[REQUEST_METHOD] $path") {
    case 'GET /':
        contact() === null ? log_in_page() : my_pages();
        break;
    case 'GET /thanks':
        thanks_page();
        break;
    case 'POST /login':
        $customer = CUSTOMERS[$_POST['customer'] ?? ''] ?? null;
        if ($customer !== null) {
            set_session(new_token($customer), time() + 12 * 3600);
        }
        go_to('/');
        break;
    case 'POST /logout':
        set_session('', 1);
        go_to('/');
        break;
    case 'POST /order':
        $contact = contact();
        if ($contact !== null) {
            note_award(bin2hex(random_bytes(16)), $contact);
            hand_over();
        }
        go_to($contact === null ? '/' : '/thanks');
        break;
    default:
        if (preg_match('~^/(api/loyalty|widget)/~', $_SERVER['REQUEST_URI'])) {
            pass_on();
        } else {
            http_response_code(404);
            echo 'Not found';
        }
}
