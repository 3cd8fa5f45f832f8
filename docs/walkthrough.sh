#!/bin/sh
# A customer that moves from Stripe to AWS Marketplace, with usage in every month, and one that pays ahead, in about a minute.
# Needs curl, and a server with simulated providers:
#
#   ./downbeat serve --sandbox --clock 2025-01-01T00:00:00Z
#
# Then, in another terminal of the same folder:
#
#   sh docs/walkthrough.sh
#
# It asks the server at DOWNBEAT_URL (http://localhost:8080) with METRONOME_BEARER_TOKEN, else with DOWNBEAT_API_TOKEN, else
# with the token in data/api.token. Runs in bash, dash and zsh. Every run makes a customer of its own.
set -eu

URL=${DOWNBEAT_URL:-http://localhost:8080}
TOKEN=${METRONOME_BEARER_TOKEN:-${DOWNBEAT_API_TOKEN:-$(cat data/api.token 2>/dev/null || true)}}
RUN=$(date +%s)$$

say() { printf '\n%s\n' "$*"; }
give_up() {
  printf '%s\n' "$*" >&2
  exit 1
}

# api PATH [BODY]: asks, prints the answer, and stops with the server's own sentence if it refuses.
api() {
  if [ $# -gt 1 ]; then
    answer=$(curl -sS -w '\n%{http_code}' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "$2" "$URL$1")
  else
    answer=$(curl -sS -w '\n%{http_code}' -H "Authorization: Bearer $TOKEN" "$URL$1")
  fi || give_up "nobody answers at $URL: start ./downbeat serve --sandbox --clock 2025-01-01T00:00:00Z, or set DOWNBEAT_URL"
  code=$(printf '%s\n' "$answer" | tail -n 1)
  body=$(printf '%s\n' "$answer" | sed '$d')
  case $code in
    2*) printf '%s\n' "$body" ;;
    *) give_up "$1 was answered $code: $body" ;;
  esac
}

# field NAME: the first text of that name in a JSON answer; enough for the answers below.
field() { grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | sed 's/.*: *"//; s/"$//'; }

# Moves the simulated clock. A clock that is further already stays where it is: time does not go back.
advance() {
  now=$(api /downbeat/v1/clock | field now)
  if [ "$(printf '%s\n%s\n' "$now" "$1" | sort | tail -n 1)" = "$1" ]; then
    api /downbeat/v1/clock "{\"now\":\"$1\"}" >/dev/null
  fi
}

use() { # use INSTANT GIGABYTES [ALIAS]
  api /v1/ingest "[{\"transaction_id\":\"$RUN-$1\",\"customer_id\":\"${3:-acme}-$RUN\",\"event_type\":\"transfer\",
    \"timestamp\":\"$1\",\"properties\":{\"gb\":\"$2\"}}]" >/dev/null
}

[ -n "$TOKEN" ] || give_up "no token: run this in the folder of ./data, or set METRONOME_BEARER_TOKEN"
case $(api /downbeat/v1/clock | field now) in
  2025-01-0*) ;;
  *) give_up "this walk begins in January 2025: start a server on a fresh folder, with --data and --clock 2025-01-01T00:00:00Z" ;;
esac

say '1. Two places where bills can go. Secrets are sealed and never returned.'
api /v1/setUpBillingProvider '{"billing_provider":"stripe","delivery_method":"direct_to_billing_provider",
  "configuration":{"stripe_account_id":"acct_1","stripe_api_key":"rk_test_anything"}}' >/dev/null
api /v1/setUpBillingProvider '{"billing_provider":"aws_marketplace","delivery_method":"direct_to_billing_provider",
  "configuration":{"aws_region":"us-east-1","aws_iam_role_arn":"arn:aws:iam::111122223333:role/downbeat"}}' >/dev/null

say '2. A customer that both of them know.'
CUSTOMER=$(api /v1/customers "{\"name\":\"Acme\",\"ingest_aliases\":[\"acme-$RUN\"]}" | field id)
configuration() { # configuration PROVIDER KEYS
  api /v1/setCustomerBillingProviderConfigurations "{\"data\":[{\"customer_id\":\"$CUSTOMER\",\"billing_provider\":\"$1\",
    \"delivery_method\":\"direct_to_billing_provider\",\"configuration\":$2}]}" | field id
}
STRIPE=$(configuration stripe '{"stripe_customer_id":"cus_acme","stripe_collection_method":"charge_automatically"}')
AWS=$(configuration aws_marketplace '{"aws_product_code":"prod-1","aws_region":"us-east-1","aws_customer_account_id":"444455556666"}')
echo "   customer $CUSTOMER, configurations $STRIPE (Stripe) and $AWS (AWS)"

say '3. A metric, a product, a price of 12 cents a gigabyte, and a contract that Stripe bills.'
METRIC=$(api /v1/billable-metrics/create '{"name":"Gigabytes","aggregation_type":"SUM","aggregation_key":"gb",
  "event_type_filter":{"in_values":["transfer"]},"property_filters":[{"name":"gb","exists":true}]}' | field id)
PRODUCT=$(api /v1/contract-pricing/products/create \
  "{\"name\":\"Transfer\",\"type\":\"USAGE\",\"billable_metric_id\":\"$METRIC\"}" | field id)
CARD=$(api /v1/contract-pricing/rate-cards/create '{"name":"Standard"}' | field id)
api /v1/contract-pricing/rate-cards/addRate "{\"rate_card_id\":\"$CARD\",\"product_id\":\"$PRODUCT\",\"entitled\":true,
  \"starting_at\":\"2025-01-01T00:00:00Z\",\"rate_type\":\"FLAT\",\"price\":12}" >/dev/null
CONTRACT=$(api /v1/contracts/create "{\"customer_id\":\"$CUSTOMER\",\"rate_card_id\":\"$CARD\",\"starting_at\":\"2025-01-01T00:00:00Z\",
  \"billing_provider_configuration\":{\"billing_provider_configuration_id\":\"$STRIPE\"}}" | field id)
echo "   contract $CONTRACT"

say '4. January: 1,000 GB. Its invoice is final a day after the month ends, and goes to Stripe.'
advance 2025-01-10T12:00:00Z
use 2025-01-10T10:30:00Z 1000
advance 2025-02-03T00:00:00Z

say '5. February: 2,000 GB, and from March on AWS shall bill. First ask what would change: nothing does yet.'
advance 2025-02-10T12:00:00Z
use 2025-02-10T10:30:00Z 2000
CHANGE="{\"customer_id\":\"$CUSTOMER\",\"contract_id\":\"$CONTRACT\",\"add_billing_provider_configuration_update\":{
  \"billing_provider_configuration\":{\"billing_provider_configuration_id\":\"$AWS\"},
  \"schedule\":{\"effective_at\":\"START_OF_NEXT_PERIOD\"}}}"
PREVIEW=$(api /downbeat/v1/contracts/previewProviderChange "$CHANGE")
echo "   allowed: $(printf '%s' "$PREVIEW" | grep -o '"allowed":[a-z]*' | sed 's/.*://'), from $(printf '%s' "$PREVIEW" | field effective_at) on," \
  "invoices that go elsewhere then: $(printf '%s' "$PREVIEW" | grep -o '"changes":true' | wc -l | tr -d ' '), finalized ones that stay: 1"
api /v2/contracts/edit "$CHANGE" >/dev/null

say '6. March: 3,000 GB, later 500 more. February still goes to Stripe; AWS is told each hour what became due.'
advance 2025-03-10T12:00:00Z
use 2025-03-10T10:30:00Z 3000
advance 2025-03-20T12:00:00Z
use 2025-03-20T10:30:00Z 500
advance 2025-04-03T00:00:00Z

# rows NAME: one line for each object of a list whose objects begin with NAME.
rows() {
  sed 's/^{"data":\[//; s/},{"'"$1"'":/}\
{"'"$1"'":/g'
  echo
}
# column NAME: its value in one such line, a text or a number.
column() { printf '%s' "$row" | grep -o "\"$1\":[^,}]*" | head -n 1 | sed 's/^[^:]*://; s/"//g'; }

say '7. Where did each invoice go?'
printf '   %-17s %-11s %8s  %-36s  %s\n' 'billed by' 'delivery' cents invoice reference
api "/downbeat/v1/deliveries?contract_id=$CONTRACT" | rows id | while IFS= read -r row; do
  [ -z "$row" ] || printf '   %-17s %-11s %8s  %-36s  %s\n' "$(column billing_provider)" "$(column state)" "$(column total)" "$(column invoice_id)" "$(column provider_ref)"
done

say '8. What do the providers themselves hold? (The sandbox keeps one list for all of them.)'
printf '   %-10s %-14s %8s  %s\n' provider kind cents id
curl -sS "$URL/sandbox/ledger" | rows provider | while IFS= read -r row; do
  [ -z "$row" ] || printf '   %-10s %-14s %8s  %s\n' "$(column provider)" "$(column kind)" "$(column amount)" "$(column id)"
done

say '9. A second customer pays ahead: $240, less a discount of $40, for a commit worth $300; and has a credit of $24 each month.'
GLOBEX=$(api /v1/customers "{\"name\":\"Globex\",\"ingest_aliases\":[\"globex-$RUN\"]}" | field id)
GLOBEX_STRIPE=$(api /v1/setCustomerBillingProviderConfigurations "{\"data\":[{\"customer_id\":\"$GLOBEX\",\"billing_provider\":\"stripe\",
  \"delivery_method\":\"direct_to_billing_provider\",
  \"configuration\":{\"stripe_customer_id\":\"cus_globex\",\"stripe_collection_method\":\"charge_automatically\"}}]}" | field id)
FEE=$(api /v1/contract-pricing/products/create '{"name":"Prepayment","type":"FIXED"}' | field id)
USD=2714e483-4ff1-48e4-9e25-ac732e8f24f2
PREPAID=$(api /v1/contracts/create "{\"customer_id\":\"$GLOBEX\",\"rate_card_id\":\"$CARD\",\"starting_at\":\"2025-04-01T00:00:00Z\",
  \"billing_provider_configuration\":{\"billing_provider_configuration_id\":\"$GLOBEX_STRIPE\"},
  \"commits\":[{\"type\":\"PREPAID\",\"name\":\"Spring commit\",\"product_id\":\"$FEE\",\"priority\":10,
    \"access_schedule\":{\"schedule_items\":[
      {\"amount\":30000,\"starting_at\":\"2025-04-01T00:00:00Z\",\"ending_before\":\"2025-07-01T00:00:00Z\"}]},
    \"invoice_schedule\":{\"schedule_items\":[{\"timestamp\":\"2025-04-01T00:00:00Z\",\"amount\":24000}]}}],
  \"recurring_credits\":[{\"name\":\"Monthly credit\",\"product_id\":\"$FEE\",\"priority\":1,\"starting_at\":\"2025-04-01T00:00:00Z\",
    \"commit_duration\":{\"value\":1,\"unit\":\"PERIODS\"},
    \"access_amount\":{\"credit_type_id\":\"$USD\",\"unit_price\":2400,\"quantity\":1}}],
  \"discounts\":[{\"name\":\"Welcome\",\"product_id\":\"$FEE\",\"schedule\":{\"schedule_items\":[
    {\"timestamp\":\"2025-04-01T00:00:00Z\",\"amount\":4000}]}}]}" | field id)
advance 2025-04-03T12:00:00Z
use 2025-04-03T10:30:00Z 3000 globex
advance 2025-05-03T00:00:00Z

say '10. April: 3,000 GB at 12 cents are $360. The credit pays 200 GB, the commit 2,500, and 300 are owed:'
FINAL="/v1/customers/$GLOBEX/invoices?status=FINALIZED&limit=100"
# lines TYPE: what the customer's final invoice of that type comes to.
lines() {
  invoice=$(api "/v1/customers/$GLOBEX/invoices/$(api "$FINAL" | grep -o "\"id\":\"[^\"]*\",\"customer_id\"[^{]*\"type\":\"$1\"" | field id)")
  printf '%s' "$invoice" | grep -o '"type":"[a-z_]*","name":"[^"]*","total":[-0-9.]*\(,"quantity":[0-9.]*,"unit_price":[-0-9.]*\)*' |
    while IFS= read -r row; do
      printf '   %-24s %6s %7s %7s\n' "$(column name)" "$(column quantity)" "$(column unit_price)" "$(column total)"
    done
  row=$(printf '%s' "$invoice" | grep -o '"subtotal":[0-9.]*,"total":[0-9.]*')
  printf '   subtotal %s, total %s\n' "$(column subtotal)" "$(column total)"
}
lines USAGE
echo '   What was paid ahead, on 1 April:'
lines SCHEDULED
BALANCES="{\"customer_id\":\"$GLOBEX\",\"contract_id\":\"$PREPAID\",\"include_balance\":true}"
echo "   left of the commit: $(api /v2/contracts/get "$BALANCES" | grep -o '"balance":[0-9]*' | head -n 1 | sed 's/.*://')"

say '11. Is everything in order? Every invoice went to one provider, once:'
VERDICT=$(api /downbeat/v1/verify '{"from":"2025-01-01T00:00:00Z","to":"2025-06-01T00:00:00Z"}')
case $VERDICT in
  '{"ok":true'*) echo "   verify: ok, $(printf '%s' "$VERDICT" | grep -o '"name":' | wc -l | tr -d ' ') checks" ;;
  *) give_up "verify: $VERDICT" ;;
esac

say "See them: $URL/console/contracts/$CONTRACT and $URL/console/contracts/$PREPAID (sign in with the token)"
