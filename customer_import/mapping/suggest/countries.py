"""Countries as lists name them: ISO 3166 codes, and the names of those that trade most."""

from functools import cache

from customer_import.mapping.suggest.header import folded

_CODES = """
    ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br
    bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz
    ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw
    gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky
    kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv
    mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py
    qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg
    th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm
    zw uk usa gbr deu fra esp prt nld ita bel aut che can mex bra arg chl col per aus nzl jpn
    chn ind irl dnk swe nor fin pol cze svk hun rou bgr grc tur rus ukr lux isl zaf kor sgp isr
    are sau
"""
_NAMES = """
    Germany, Deutschland, Allemagne, Alemania, Alemanha, Duitsland, Germania
    France, Frankreich, Francia, França, Frankrijk
    Spain, Spanien, Espagne, España, Espanha, Spanje, Spagna
    Portugal, Portogallo
    Netherlands, The Netherlands, Niederlande, Pays-Bas, Países Bajos, Países Baixos, Holanda,
    Nederland, Paesi Bassi, Holland
    Italy, Italien, Italie, Italia, Itália, Italië
    United Kingdom, Great Britain, England, Scotland, Wales, Großbritannien, Royaume-Uni,
    Reino Unido, Verenigd Koninkrijk, Regno Unito, Vereinigtes Königreich, Grande-Bretagne
    United States, United States of America, U.S.A., Vereinigte Staaten, États-Unis, USA,
    Estados Unidos, EE.UU., EUA, Verenigde Staten, Stati Uniti
    Belgium, Belgien, Belgique, Bélgica, België, Belgio
    Austria, Österreich, Autriche, Áustria, Oostenrijk
    Switzerland, Schweiz, Suisse, Suiza, Suíça, Zwitserland, Svizzera
    Luxembourg, Luxemburg, Luxemburgo, Lussemburgo
    Ireland, Irland, Irlande, Irlanda, Ierland
    Denmark, Dänemark, Danemark, Dinamarca, Denemarken, Danimarca
    Sweden, Schweden, Suède, Suecia, Suécia, Zweden, Svezia
    Norway, Norwegen, Norvège, Noruega, Noorwegen, Norvegia
    Finland, Finnland, Finlande, Finlandia, Finlândia
    Poland, Polen, Pologne, Polonia, Polônia, Polónia
    Czech Republic, Czechia, Tschechien, Tchéquie, Chequia, Tsjechië, Repubblica Ceca
    Hungary, Ungarn, Hongrie, Hungría, Hungria, Hongarije, Ungheria
    Greece, Griechenland, Grèce, Grecia, Grécia, Griekenland
    Turkey, Türkei, Turquie, Turquía, Turquia, Turkije, Turchia, Türkiye
    Canada, Kanada, Canadá
    Mexico, Mexiko, Mexique, México, Messico
    Brazil, Brasilien, Brésil, Brasil, Brazilië, Brasile
    Argentina, Argentinien, Argentine, Argentinië
    Chile, Chili, Cile
    Colombia, Kolumbien, Colombie, Colômbia
    Peru, Perú, Pérou
    Australia, Australien, Australie, Austrália, Australië
    New Zealand, Neuseeland, Nouvelle-Zélande, Nueva Zelanda, Nova Zelândia, Nieuw-Zeeland
    Japan, Japon, Japón, Japão, Giappone
    China, Chine, Cina
    India, Indien, Inde, Índia
    South Africa, Südafrika, Afrique du Sud, Sudáfrica, África do Sul, Zuid-Afrika, Sudafrica
    Russia, Russland, Russie, Rusia, Rússia, Rusland
    Ukraine, Ucrania, Ucrânia, Oekraïne, Ucraina
    Morocco, Marokko, Maroc, Marruecos, Marrocos, Marocco
    Romania, Rumänien, Roumanie, Rumanía, Romênia, Roemenië
    Singapore, Singapur, Singapour, Israel, Vietnam, Thailand, Slovakia, Slovenia, Croatia
"""


@cache
def _known() -> frozenset[str]:
    names = (folded(name) for name in _NAMES.replace("\n", ",").split(","))
    return frozenset({*_CODES.split(), *filter(None, names)})


def is_country(text: str) -> bool:
    """Whether a text is a country's code or name."""
    return folded(text) in _known()
