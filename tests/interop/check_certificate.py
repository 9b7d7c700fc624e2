"""Our signed certificate, checked by PyJWT with our public keys; an altered one and a foreign key must fail.

Usage: check_certificate.py CERTIFICATE.jws JWKS.json      Exit 0: all hold.
"""

import json
import sys

import jwt

passed = failed = 0


def holds(what, truth):
    global passed, failed
    passed, failed = passed + bool(truth), failed + (not truth)
    print(f"{'ok' if truth else 'FAILED'}: {what}")


def read(signed, keys):
    key = keys[jwt.get_unverified_header(signed)["kid"]]
    # the moment of the story lies in 2020, so its end has passed
    return jwt.decode(signed, key.key, algorithms=["EdDSA"], options={"verify_exp": False, "verify_iat": False})


def refused(signed, keys):
    try:
        read(signed, keys)
    except (jwt.InvalidTokenError, KeyError):
        return True
    return False


def main():
    signed = open(sys.argv[1], encoding="ascii").read()
    with open(sys.argv[2], encoding="utf-8") as file:
        keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(json.load(file)).keys}
    said = read(signed, keys)
    holds(f"PyJWT verifies certificate {said['jti']}", said["jti"].startswith("C") and said["sub"])
    header, body, signature = signed.split(".")
    middle = len(body) // 2
    changed = body[:middle] + ("A" if body[middle] != "A" else "B") + body[middle + 1 :]
    holds("an altered one is refused", refused(f"{header}.{changed}.{signature}", keys))
    foreign = {kid: type("Key", (), {"key": jwt.algorithms.OKPAlgorithm.from_jwk(json.dumps({
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}))}) for kid in keys}
    holds("under another key it is refused", refused(signed, foreign))
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


sys.exit(main())
