"""What columns are called in the lists of other programs: the one table of words, by language.

A phrase is compared without case, accents, blanks and signs, and a header is read as a chain of
phrases (`Rechnungs|adresse PLZ`), so a table of parts knows many more names than it lists. A
phrase that ends in `?` can mean something else as well; what it says is never sure.
"""

from collections.abc import Mapping

from customer_import.mapping.suggest.meanings import Concept, Meaning
from customer_import.mapping.suggest.owner import WHOSE

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "it")

FIELDS: Mapping[Meaning, Mapping[str, str]] = {
    Concept.ID: {
        "en": "id, identifier, ident, uuid, guid, number, no, num, code, key, ref?, reference?, n",
        "de": "nummer, nr, kennung, schlüssel, kunnr",
        "fr": "numéro, num, identifiant, référence?, réf?",
        "es": "número, núm, nro, código, cód, clave, identificador, referencia?",
        "pt": "número, código, cód, identificador, matrícula",
        "nl": "nummer, nr, code",
        "it": "numero, codice, cod, identificativo, matricola",
    },
    Concept.NAME: {
        "en": "name, names",
        "de": "name, namen",
        "fr": "nom, noms, intitulé?",
        "es": "nombre, nombres",
        "pt": "nome",
        "nl": "naam",
        "it": "nome",
    },
    Concept.FULL_NAME: {
        "en": "full name, display name, complete name, first and last name, first name last name",
        "de": "vor und nachname, vorname nachname, name vorname, vollständiger name, anzeigename",
        "fr": "nom complet, nom et prénom, prénom et nom, nom prénom, nom affiché, nom d affichage",
        "es": "nombre completo, nombre y apellidos, nombre y apellido, apellidos y nombre, "
        "nombre para mostrar",
        "pt": "nome completo, nome e sobrenome, nome e apelido, nome de exibição",
        "nl": "volledige naam, weergavenaam, voor en achternaam, naam voluit",
        "it": "nome completo, nome e cognome, cognome e nome, nominativo, nome visualizzato",
    },
    Concept.FIRST: {
        "en": "first name, first names, given name, given names, forename, fname",
        "de": "vorname, vornamen, rufname",
        "fr": "prénom, prénoms",
        "es": "nombre de pila, primer nombre",
        "pt": "primeiro nome, nome próprio",
        "nl": "voornaam, voornamen, roepnaam",
        "it": "nome di battesimo, primo nome",
    },
    Concept.LAST: {
        "en": "last name, last names, surname, family name, lname",
        "de": "nachname, nachnamen, familienname, zuname",
        "fr": "nom de famille, patronyme",
        "es": "apellido, apellidos, primer apellido, apellido paterno",
        "pt": "sobrenome, último nome, nome de família, apelido?",
        "nl": "achternaam, familienaam, geslachtsnaam",
        "it": "cognome",
    },
    Concept.COMPANY: {
        "en": "company, companies, organisation, organization, business, firm, trading name, "
        "legal name?",
        "de": "firma, firmen, unternehmen, unternehmens, betrieb, gesellschaft?",
        "fr": "société, entreprise, raison sociale, dénomination sociale, dénomination?, "
        "nom commercial, organisme",
        "es": "empresa, compañía, razón social, nombre comercial, nombre fiscal, organización",
        "pt": "empresa, razão social, nome fantasia, nome comercial, organização, companhia",
        "nl": "bedrijf, bedrijfs, organisatie, onderneming, handelsnaam",
        "it": "azienda, società, ragione sociale, ditta, denominazione?, impresa, organizzazione",
    },
    Concept.DEPARTMENT: {
        "en": "department, dept, division?",
        "de": "abteilung, abt",
        "fr": "département?",
        "es": "departamento?",
        "pt": "departamento?, setor?",
        "nl": "afdeling",
        "it": "reparto, dipartimento",
    },
    Concept.EMAIL: {
        "en": "email, emails, e mail, e mails, mail, smtp addr",
        "de": "email, e mail, mail, mails",
        "fr": "courriel, mél, adresse électronique, e mail",
        "es": "correo?, correo electrónico, correo e, e mail",
        "pt": "correio eletrônico, correio electrónico, e mail",
        "nl": "e mail, mail",
        "it": "posta elettronica, e mail, mail",
    },
    Concept.PHONE: {
        "en": "phone, phones, ph, telephone, telephones, tel, landline",
        "de": "telefon, fon, festnetz, rufnummer, durchwahl?",
        "fr": "téléphone, tél, téléphone fixe, fixe?",
        "es": "teléfono, teléfonos, teléfono fijo, tfno, telf, tlf, fijo?",
        "pt": "telefone, telefones, telefone fixo, fone",
        "nl": "telefoon, vaste telefoon",
        "it": "telefono, telefono fisso",
    },
    Concept.MOBILE: {
        "en": "mobile, mobiles, cell, cellphone, cellular, gsm, mob",
        "de": "handy, mobil, mobilfunk, natel",
        "fr": "portable, mobile",
        "es": "móvil, celular, cel",
        "pt": "telemóvel, celular, móvel, tlm",
        "nl": "mobiel, mobiele",
        "it": "cellulare, mobile",
    },
    Concept.FAX: {
        "en": "fax, facsimile, telefax",
        "de": "fax, telefax, telfx",
        "fr": "fax, télécopie, télécopieur",
        "es": "fax",
        "pt": "fax",
        "nl": "fax",
        "it": "fax",
    },
    Concept.WEBSITE: {
        "en": "website, websites, web site, web, url, homepage, home page, web page, domain name",
        "de": "webseite, internet, internetseite, netzseite, webauftritt",
        "fr": "site web, site internet, page web, site?",
        "es": "sitio web, página web, web, sitio?",
        "pt": "site?, página web, sítio web, página da internet",
        "nl": "website, webpagina, webstek",
        "it": "sito web, sito internet, sito, pagina web",
    },
    Concept.NOTE: {
        "en": "note, notes, comment, comments, remark, remarks, memo?, description?",
        "de": "notiz, notizen, bemerkung, bemerkungen, anmerkung, anmerkungen, kommentar, "
        "kommentare, beschreibung?, vermerk",
        "fr": "remarque, remarques, commentaire, commentaires, observations, description?",
        "es": "nota, notas, comentario, comentarios, observación, observaciones, descripción?",
        "pt": "nota, notas, observação, observações, obs, comentário, comentários, descrição?",
        "nl": "opmerking, opmerkingen, notitie, notities, toelichting?, omschrijving?",
        "it": "note, annotazioni, commento, commenti, osservazioni, descrizione?",
    },
    Concept.ADDRESS: {
        "en": "address, addresses, addr, address line",
        "de": "adresse, adressen, adress, anschrift, adresszeile, anschriftzeile",
        "fr": "adresse, ligne d adresse, ligne adresse",
        "es": "dirección, domicilio, línea de dirección",
        "pt": "endereço, morada, linha de endereço",
        "nl": "adres, adresregel",
        "it": "indirizzo, riga indirizzo",
    },
    Concept.STREET: {
        "en": "street, road, street name",
        "de": "straße, str, straßenname, stras",
        "fr": "rue, voie",
        "es": "calle",
        "pt": "rua, logradouro",
        "nl": "straat, straatnaam",
        "it": "via, strada",
    },
    Concept.HOUSE: {
        "en": "house number, house no, street number, street no",
        "de": "hausnummer, hausnr, haus nr",
        "fr": "numéro de rue, numéro de voie, numéro rue, n rue",
        "es": "número exterior, núm ext, número de calle",
        "pt": "número da casa, número do endereço, número da porta",
        "nl": "huisnummer, huisnr",
        "it": "numero civico, civico, n civico",
    },
    Concept.LINE2: {
        "en": "apartment, apt, suite, address line two, address complement",
        "de": "adresszusatz, anschriftenzusatz, adresszeile zwei",
        "fr": "complément, complément d adresse, complément adresse",
        "es": "complemento, número interior, núm int",
        "pt": "complemento",
        "nl": "toevoeging, huisnummertoevoeging, huisnr toevoeging, adrestoevoeging",
        "it": "complemento indirizzo, dettagli indirizzo",
    },
    Concept.LINE3: {
        "en": "suburb, neighborhood, neighbourhood",
        "de": "ortsteil, stadtteil",
        "fr": "lieu dit, quartier",
        "es": "colonia, barrio",
        "pt": "bairro",
        "nl": "wijk, buurt",
        "it": "frazione, quartiere",
    },
    Concept.CITY: {
        "en": "city, town, locality, municipality",
        "de": "ort, stadt, wohnort, ortschaft, gemeinde, ortsname",
        "fr": "ville, commune, localité",
        "es": "ciudad, población, localidad, municipio",
        "pt": "cidade, localidade, município",
        "nl": "plaats, stad, woonplaats, plaatsnaam, vestigingsplaats, gemeente",
        "it": "città, comune, località",
    },
    Concept.STATE: {
        "en": "state, province, region, county, prefecture",
        "de": "bundesland, kanton, provinz, landkreis",
        "fr": "région, province, canton, état",
        "es": "provincia, estado?, región, comunidad autónoma, entidad federativa",
        "pt": "estado?, uf, distrito, província, região, unidade federativa",
        "nl": "provincie, regio, staat",
        "it": "provincia, prov, regione, stato?",
    },
    Concept.POSTCODE: {
        "en": "zip, zip code, zip codes, postcode, postal code, post code, zip postal code",
        "de": "plz, postleitzahl, pstlz",
        "fr": "code postal, cp",
        "es": "código postal, cód postal, cp",
        "pt": "código postal, cód postal, cep",
        "nl": "postcode",
        "it": "cap, codice postale, codice di avviamento postale, codice avviamento postale",
    },
    Concept.COUNTRY: {
        "en": "country, nation, countries",
        "de": "land, länder, länderkennzeichen, länderkürzel",
        "fr": "pays",
        "es": "país",
        "pt": "país",
        "nl": "land",
        "it": "paese, nazione",
    },
}

TABLE: Mapping[Meaning, Mapping[str, str]] = {**FIELDS, **WHOSE}
"""Every phrase, by what it means and by language."""
