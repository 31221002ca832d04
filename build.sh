#!/usr/bin/env bash
# Finds PowerShell and runs build.ps1 in it. If there is no PowerShell, runs only the tasks that do not need it.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

new_enough() { "$@" -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.4")' >/dev/null 2>&1; }

if command -v pwsh >/dev/null && new_enough pwsh; then
  exec pwsh -NoProfile -NonInteractive -File ./build.ps1 "$@"
fi
# The program in the .NET tool searches for .NET in the default locations and in DOTNET_ROOT.
export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
dotnet tool restore >/dev/null 2>&1 || true
if new_enough dotnet tool run pwsh --; then
  exec dotnet tool run pwsh -- -NoProfile -NonInteractive -File ./build.ps1 "$@"
fi

echo "PowerShell 7.4 or later was not found, neither installed nor as a .NET tool. Only tasks that do not need it can run."
case "${1:-build}" in
  build)
    dotnet build SoraPS.sln -c Release -v quiet
    ;;
  demo)
    dotnet run --project samples/SoraPS.Tour -c Release -v quiet
    ;;
  test)
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    code=0
    DOTNET_ROLL_FORWARD=LatestMajor dotnet test SoraPS.sln -c Release --tl:off 2>&1 | tee "$log" || code=$?
    suites=(tests/SoraPS.Tests/*.Tests.ps1 samples/tests/*.Tests.ps1)
    printf 'skipped, requires PowerShell: %s\n' "C# tests on .NET 8" "${suites[@]}"
    # "Passed!  - Failed:     0, Passed:    41, Skipped:     0, Total: ..."
    # A test runner that did not complete is a failure that is not in its own count.
    awk -v suites="$((${#suites[@]} + 1))" -v code="$code" '
      / - Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
        gsub(",", ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) }
      }
      END { if (!f && (code || !p)) { print "The C# tests did not complete."; f = 1 }; printf "%d passed, %d failed, %d skipped\n", p, f, s + suites; exit f > 0 }' "$log" || code=1
    exit "$code"
    ;;
  clean)
    rm -rf out
    ;;
  *)
    echo "The task '$1' requires PowerShell." >&2
    exit 1
    ;;
esac
