"""The policy most stories use: an application `tstapp` in front of the recording upstream."""

TSTAPP = """\
application: tstapp
name: Test application
upstream: http://127.0.0.1:{port}
prefix: /tstapp
scopes:
  tstapp_data.read:  Read your data
  tstapp_data.write: Create, change and delete your data
routes:
  GET /health: public
  GET /data/**: tstapp_data.read
  POST,PUT,PATCH,DELETE /data/**: tstapp_data.write
  ANY /me: authenticated
  GET /feed: optional
  ANY /open/**: public
"""


def tstapp(port):
    return TSTAPP.format(port=port)
