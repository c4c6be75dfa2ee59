# shellcheck shell=bash
# Sections with a heading, a time and a summary. Sourced by .ci/run and Tests/run.

_sections_done=()
_section=""
_section_began=0

_close_section() {
    if [[ -n "$_section" ]]; then
        _sections_done+=("$(printf '%5ds  %s' "$((SECONDS - _section_began))" "$_section")")
    fi
}

# section NAME: closes the section before it and opens this one.
section() {
    _close_section
    _section="$1"
    _section_began=$SECONDS
    printf '\n=== %s\n' "$_section"
}

# The summary is printed however the script ends; the status of the failing command is kept.
# A script that leaves files behind defines a function `cleanup`.
_summarize() {
    local status=$?
    if declare -F cleanup >/dev/null; then
        cleanup
    fi
    if ((status == 0)); then
        _close_section
    fi
    printf '\n=== %s: summary\n' "${0##*/}"
    if ((${#_sections_done[@]} > 0)); then
        printf '%s\n' "${_sections_done[@]}"
    fi
    if ((status != 0)); then
        printf 'FAILED in "%s" with exit status %d\n' "$_section" "$status"
    elif [[ -n "${closing_line:-}" ]]; then
        printf '%s\n' "$closing_line"
    fi
    exit "$status"
}
trap _summarize EXIT

# needs COMMAND-OR-FILE:PACKAGE…: installs the Debian packages of what is missing.
needs() {
    local pair missing=()
    for pair in "$@"; do
        if [[ "${pair%%:*}" == /* ]]; then
            [[ -e "${pair%%:*}" ]] || missing+=("${pair##*:}")
        else
            command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
        fi
    done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# needs_python REQUIREMENTS: a virtual environment in .build-python with these packages.
needs_python() {
    needs /usr/bin/python3:python3
    /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || install_packages python3-venv
    [[ -x .build-python/bin/python ]] || /usr/bin/python3 -m venv .build-python
    .build-python/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$1"
}

# install_packages PACKAGE…: installs Debian packages, or says which line to run.
install_packages() {
    if [[ "$(id -u)" == 0 ]]; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends -qq "$@" >/dev/null
    else
        printf 'Debian packages are missing. Install them with:\n\n    sudo apt-get install --yes %s\n\n' "$*" >&2
        return 1
    fi
}
