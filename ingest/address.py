"""Which addresses may be asked: those of the internet, and private ones that were named.

A feed's address comes from outside. Without a check it could point at this machine, at the
database's, or at a cloud's own services, and what answers there would end on a public page.
"""

import asyncio
import ipaddress
import socket

from ingest.refusal import ForbiddenAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",  # protocol assignments
        "198.18.0.0/15",  # benchmarks
        "2001::/23",  # protocol assignments, Teredo among them
        "64:ff9b:1::/48",  # local NAT64
        "100::/64",  # discard
    )
)
"""Networks that some Python takes for public."""


async def resolve(host: str, port: int, *, private: bool) -> str:
    """One address of a host that may be asked; raises ForbiddenAddress, OSError.

    Each address of the host must be of the internet: one that is not makes the host suspect. With
    `private` any address serves.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    if not private:
        for told in addresses:
            if not is_public(ipaddress.ip_address(told)):
                raise ForbiddenAddress(
                    f"{host} is {told}, which is no address of the internet.",
                    "If it is meant to be asked, name the host in STOEP_FETCH_PRIVATE_HOSTS.",
                )
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address is of the internet, and stays so when it is unwrapped."""
    inner = _unwrapped(address)
    if inner is not None:
        return is_public(inner)
    if any(address in network for network in NOT_PUBLIC if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def _unwrapped(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64 or int(address) >> 32 == 0:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
